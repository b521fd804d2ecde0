//! Requests whose later calls need what earlier ones answer, or the state that they leave.

mod accounts;
mod files;
mod journeys;
mod numbers;

use super::scene::{Piece, Scene};

/// The kinds of chains.
pub(crate) const ALL: &[fn(&mut Scene) -> Piece] = &[
    accounts::log_in_and_open_ticket,
    accounts::open_and_resolve,
    accounts::close_own_by_title,
    accounts::look_up_and_message,
    accounts::add_and_message,
    accounts::log_in_by_name,
    accounts::log_in_and_message,
    accounts::log_in_and_post,
    accounts::post_and_comment,
    accounts::retweet_of_user,
    accounts::search_and_comment,
    accounts::log_in_and_follow,
    files::show_in_folder,
    files::write_in_folder,
    files::new_folder_for_file,
    files::new_file_with_text,
    files::find_and_show,
    files::rename_in_folder,
    files::new_file_in_new_folder,
    files::copy_and_overwrite,
    files::tweet_content,
    files::message_content,
    journeys::city_distance,
    journeys::distance_from_zip,
    journeys::start_car,
    journeys::liters_into_tank,
    journeys::enough_fuel,
    journeys::airports_and_cost,
    journeys::airports_and_booking,
    journeys::log_in_and_budget,
    journeys::book_and_invoice,
    journeys::book_and_insure,
    journeys::only_card_balance,
    journeys::budget_of_other_currency,
    journeys::register_and_balance,
    numbers::company_stock,
    numbers::watch_company,
    numbers::buy_at_price,
    numbers::buy_company_at_price,
    numbers::log_in_and_fund,
    numbers::filter_sector,
    numbers::cancel_last_order,
    numbers::order_and_details,
    numbers::value_of_shares,
    numbers::mean_and_round,
    numbers::share_of_total,
    numbers::convert_and_round,
];
