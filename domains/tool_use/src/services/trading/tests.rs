use crate::services::test_world;

const LOGGED_IN: &str = "{'authenticated': True, 'market_status': 'Open', 'order_counter': 7, \
     'orders': {'5': {'id': 5, 'status': 'Open', 'symbol': 'X'}, 'old': {'status': 'Completed'}}, \
     'account_info': {'balance': 1000}, 'stocks': {'X': {'price': 10.5, 'percent_change': -2}, 'Y': {'price': 20}}}";

#[test]
fn orders_are_numbered_and_the_old_keep_their_keys() {
    let mut world = test_world("TradingBot", LOGGED_IN);
    assert_eq!(
        world("place_order('BUY', 'X', 100, 11.0)"),
        r#"{"error": "Insufficient funds: required $1100.00 but only $1000.00 available."}"#
    );
    assert_eq!(world("place_order('Buy', 'Z', 1, 1)"), r#"{"error": "Invalid stock symbol: Z"}"#);
    assert_eq!(world("place_order('Buy', 'X', 1, 0)"), r#"{"error": "Price and amount must be positive values."}"#);
    assert_eq!(
        world("place_order('Sell', 'X', 100, 1.5)"),
        r#"{"order_id": 7, "order_type": "Sell", "status": "Pending", "price": 100.0, "amount": 1.5}"#
    );
    assert_eq!(
        world("get_order_details(7.0)"),
        r#"{"id": 7, "order_type": "Sell", "symbol": "X", "price": 100.0, "amount": 1.5, "status": "Open"}"#
    );
    assert_eq!(world("cancel_order(5)"), r#"{"order_id": 5, "status": "Cancelled"}"#);
    assert_eq!(world("cancel_order('old')"), r#"{"error": "Can't cancel order old. Order is already completed."}"#);
    assert_eq!(world("get_order_history()"), r#"{"history": [5, "old", 7]}"#);
    assert_eq!(
        world("get_order_details('5')"),
        r#"{"error": "Order with ID 5 not found.Here is the list of orders_id: [5, 'old', 7]"}"#
    );
}

#[test]
fn money_is_booked_at_times_drawn_from_the_seed() {
    let mut world = test_world("TradingBot", LOGGED_IN);
    assert_eq!(world("fund_account(0.5)"), r#"{"status": "Account funded successfully", "new_balance": 1000.5}"#);
    assert_eq!(world("withdraw_funds(1001)"), r#"{"error": "Insufficient funds for withdrawal."}"#);
    assert_eq!(world("withdraw_funds(100)"), r#"{"status": "Withdrawal successful", "new_balance": 900.5}"#);
    // Times that CPython gave for the default seed.
    let deposit = r#"{"type": "deposit", "amount": 0.5, "timestamp": "2024-09-02 05:40:15"}"#;
    let withdrawal = r#"{"type": "withdrawal", "amount": 100, "timestamp": "2024-09-01 12:26:34"}"#;
    assert_eq!(world("get_transaction_history('2024-9-1')"), format!(r#"{{"transaction_history": [{deposit}, {withdrawal}]}}"#));
    assert_eq!(world("get_transaction_history(end_date='2024-09-01')"), r#"{"transaction_history": []}"#);
    assert_eq!(
        world("get_transaction_history('yesterday')"),
        "Error during execution: time data 'yesterday' does not match format '%Y-%m-%d'"
    );
}

#[test]
fn without_a_login_some_answers_are_lists() {
    let mut world = test_world("TradingBot", "{}");
    assert_eq!(world("get_watchlist()"), "['Error: User not authenticated. Please log in to view the watchlist.']");
    assert_eq!(world("get_order_history()"), "[{'error': 'User not authenticated. Please log in to view order history.'}]");
    assert_eq!(
        world("get_transaction_history()"),
        "[{'error': 'User not authenticated. Please log in to view transaction history.'}]"
    );
    assert_eq!(world("trading_login('a', 'b')"), r#"{"status": "Logged in successfully"}"#);
    assert_eq!(world("get_watchlist()"), r#"{"watchlist": ["NVDA"]}"#);
    assert_eq!(world("withdraw_funds(1)"), r#"{"error": "Market is closed. Transactions are not allowed."}"#);
}

#[test]
fn stocks_are_found_filtered_and_watched() {
    let mut world = test_world("TradingBot", LOGGED_IN);
    assert_eq!(world("get_symbol_by_name('Quasar Ltd.')"), r#"{"symbol": "QUAS"}"#);
    assert_eq!(world("filter_stocks_by_price(['X', 'Y', 'Z'], 0, 10.5)"), r#"{"filtered_stocks": ["X", "Z"]}"#);
    assert_eq!(world("notify_price_change('XZ', 2)"), r#"{"notification": "Stocks X have significant price changes."}"#);
    assert_eq!(world("notify_price_change(['Y'], 2)"), "Error during execution: 'percent_change'");
    assert_eq!(world("add_to_watchlist('Y')"), r#"{"watchlist": ["NVDA", "Y"]}"#);
    assert_eq!(world("add_to_watchlist(['Y'])"), "Error during execution: unhashable type: 'list'");
    assert_eq!(world("remove_stock_from_watchlist('NVDA')"), r#"{"status": "Stock NVDA removed from watchlist successfully."}"#);
    assert_eq!(world("get_watchlist()"), r#"{"watchlist": ["Y"]}"#);
}
