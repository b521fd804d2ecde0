//! Episodes as the trainer plays them.

use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, EpisodeId, EpisodeStart, Message, Split};

pub(crate) const LONG: Duration = Duration::from_secs(20);
pub(crate) const SHORT: Duration = Duration::from_millis(100);

/// Starts training task `index`.
pub(crate) fn start(client: &dyn DomainClient, index: u64) -> EpisodeId {
    let task = client.task(Split::Train, index).unwrap();
    client.start(&EpisodeStart { task, history: Vec::new(), seed: 1 }).unwrap()
}

/// The reward of an answer.
pub(crate) fn say(client: &dyn DomainClient, episode: EpisodeId, text: &str) -> Result<f64, ClientError> {
    client.step(episode, &Message::assistant(text), LONG).map(|result| result.reward)
}

/// The error of an answer that provokes the domain.
#[track_caller]
pub(crate) fn provoke(client: &dyn DomainClient, episode: EpisodeId, deadline: Duration) -> ClientError {
    client.step(episode, &Message::assistant("be rude"), deadline).expect_err("this domain should have been rude")
}

/// Plays a whole episode politely, and fails if that does not work.
#[track_caller]
pub(crate) fn play_one(client: &dyn DomainClient, index: u64) {
    let episode = start(client, index);
    assert_eq!(say(client, episode, &index.to_string()), Ok(1.0));
    client.drop_episode(episode);
}

/// Eight threads play many episodes at once, right and wrong ones, each with the reward it deserves.
pub(crate) fn play_on_eight_threads(client: &dyn DomainClient, rounds: u64) {
    std::thread::scope(|scope| {
        for worker in 0..8 {
            scope.spawn(move || {
                for round in 0..rounds {
                    let index = (worker * 31 + round) % 100;
                    let episode = start(client, index);
                    let answer = if round % 3 == 0 { "wrong".to_owned() } else { index.to_string() };
                    assert_eq!(say(client, episode, &answer), Ok(f64::from(u8::from(round % 3 != 0))));
                    client.drop_episode(episode);
                }
            });
        }
    });
}
