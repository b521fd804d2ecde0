//! The checks on what a peer says of itself, the same for every transport.

use exitrl_domain::{ClientError, Feature, Metadata, PROTOCOL_VERSION, Request, Response};

use crate::HostError;
use crate::text::excerpt;

pub(crate) const HELLO: Request = Request::Hello { protocol: PROTOCOL_VERSION };

/// The peer's features, and its metadata where it sent any, out of the answer to [`HELLO`].
pub(crate) fn check_hello(peer: &str, answer: Response) -> Result<(Vec<Feature>, Option<Metadata>), HostError> {
    match answer {
        Response::Hello { protocol, features, metadata } if PROTOCOL_VERSION.accepts(protocol) => Ok((features, metadata)),
        Response::Hello { protocol, .. } => {
            Err(HostError::Protocol { peer: peer.to_owned(), plugin: protocol, host: PROTOCOL_VERSION })
        }
        Response::Error { error } => Err(HostError::Refused { peer: peer.to_owned(), error }),
        other => Err(broken(format!("{peer} answered the handshake with {other:?}; the plugin's protocol is broken"))),
    }
}

/// The metadata, if it can be used.
pub(crate) fn check_metadata(peer: &str, metadata: Option<Metadata>) -> Result<Metadata, HostError> {
    let Some(metadata) = metadata else {
        let problems = vec!["there is none in the answer to `hello` after opening".to_owned()];
        return Err(HostError::Metadata { peer: peer.to_owned(), problems });
    };
    match metadata.problems() {
        problems if problems.is_empty() => Ok(metadata),
        problems => Err(HostError::Metadata { peer: peer.to_owned(), problems }),
    }
}

/// Reads an answer.
pub(crate) fn read(peer: &str, call: impl FnOnce() -> String, answer: &[u8]) -> Result<Response, ClientError> {
    parse(answer).map_err(|seen| ClientError::Transport(format!("{peer}: {} got an answer that {seen}", call())))
}

/// Reads an answer; the error completes a sentence that begins with the answer.
pub(crate) fn parse(answer: &[u8]) -> Result<Response, String> {
    serde_json::from_slice(answer).map_err(|e| {
        format!(
            "is no message of the protocol: {e}; seen {}; standard output is for answers only, all else belongs on standard error; \
             check the plugin with `exitrl check-domain`",
            excerpt(answer)
        )
    })
}

/// Writes a request.
pub(crate) fn write(peer: &str, request: &Request) -> Result<Vec<u8>, ClientError> {
    serde_json::to_vec(request).map_err(|e| {
        ClientError::Transport(format!(
            "{peer}: the request `{}` cannot be written as JSON: {e}; nothing was sent",
            request.name()
        ))
    })
}

pub(crate) fn broken(text: String) -> HostError {
    HostError::Call(ClientError::Transport(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::ProtocolVersion;

    fn hello(major: u32, minor: u32) -> Response {
        Response::Hello { protocol: ProtocolVersion { major, minor }, features: vec![Feature::Grade], metadata: None }
    }

    #[test]
    fn a_peer_of_another_minor_version_is_welcome_and_of_another_major_is_not() {
        assert_eq!(check_hello("toy", hello(1, 7)).unwrap(), (vec![Feature::Grade], None));
        let error = check_hello("dylib ./libtoy.so", hello(2, 0)).unwrap_err().to_string();
        assert!(error.starts_with("dylib ./libtoy.so speaks protocol 2.0, this host speaks 1.2"), "{error}");
        assert!(error.contains("rebuild"), "{error}");
    }

    #[test]
    fn an_answer_that_is_no_message_is_shown() {
        let error = read("toy", || "the call `task_count`".to_owned(), b"Segmentation fault").unwrap_err().to_string();
        for part in ["toy: the call `task_count` got an answer that is no message", "\"Segmentation fault\"", "standard error"] {
            assert!(error.contains(part), "{error} should say {part}");
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_in_a_few_lines() {
        arbtest::arbtest(|u| {
            let bytes: Vec<u8> = u.arbitrary()?;
            let seen = parse(&bytes).expect_err("random bytes are no message");
            assert!(seen.starts_with("is no message of the protocol") && seen.len() < 2000, "{seen}");
            Ok(())
        })
        .budget_ms(200);
    }
}
