//! A model server that plays what a test tells it: good answers, refusals, and every way in which a connection fails.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The longest that anything here waits, so that a test that goes wrong ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method and path.
    pub(crate) line: String,
    /// By names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    /// Null where there is none.
    pub(crate) body: Value,
    /// How many came before it, list requests not counted.
    pub(crate) index: usize,
    pub(crate) at: Instant,
}

impl Asked {
    /// The content of the last message.
    pub(crate) fn last(&self) -> &str {
        self.body["messages"]
            .as_array()
            .and_then(|list| list.last())
            .and_then(|last| last["content"].as_str())
            .unwrap_or_default()
    }
}

/// What the server does with a request.
pub(crate) enum Act {
    /// A status and a JSON body.
    Json(u16, Value),
    /// The same with one more header line.
    With(u16, &'static str, Value),
    /// A status and any bytes.
    Bytes(u16, Vec<u8>),
    /// Closes without a word.
    Close,
    /// Announces a body, sends half of it and closes.
    Half,
    /// Says nothing until the client leaves.
    Hang,
    /// Sends a byte now and then until the client leaves.
    Trickle,
    /// Waits until so many requests are under way at once, then answers.
    Gate(usize, Value),
}

/// A good answer.
pub(crate) fn says(text: &str) -> Act {
    Act::Json(200, answer(text))
}

/// The body of a good answer.
pub(crate) fn answer(text: &str) -> Value {
    let message = json!({"role": "assistant", "content": text});
    let usage = json!({"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12});
    json!({"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage})
}

/// An error in OpenAI's form.
pub(crate) fn error(text: &str) -> Value {
    json!({"error": {"message": text, "type": "some_error", "code": null}})
}

type Script = Box<dyn Fn(&Asked) -> Act + Send + Sync>;

#[derive(Default)]
struct Counts {
    asked: Vec<Asked>,
    under_way: usize,
    most_under_way: usize,
}

struct Shared {
    models: Vec<String>,
    script: Script,
    counts: Mutex<Counts>,
    changed: Condvar,
}

/// The server; its threads end with the test's process.
pub(crate) struct ModelServer {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
}

impl ModelServer {
    /// A server that lists these models and answers by a script.
    pub(crate) fn start(models: &[&str], script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", models, script).expect("a free port")
    }

    /// The same at an address of this machine; [`None`] where it has no such address.
    pub(crate) fn at(address: &str, models: &[&str], script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Option<Self> {
        let listener = TcpListener::bind(address).ok()?;
        let address = listener.local_addr().ok()?;
        let models = models.iter().map(|&name| name.to_owned()).collect();
        let (script, counts, changed) = (Box::new(script), Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { models, script, counts, changed });
        let of_thread = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = of_thread.clone();
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Some(Self { address, shared })
    }

    /// What `model.server.base_url` is set to.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// All requests for completions so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.counts().asked.clone()
    }

    /// The most requests that were under way at once.
    pub(crate) fn most_under_way(&self) -> usize {
        self.shared.counts().most_under_way
    }
}

impl Shared {
    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers request after request of a connection until one side closes it.
    fn serve(&self, stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut stream = stream;
        loop {
            let asked = read_request(&mut reader)?;
            if asked.line.starts_with("GET") {
                let list: Vec<Value> = self.models.iter().map(|id| json!({"id": id, "object": "model"})).collect();
                send(&mut stream, 200, "", json!({"object": "list", "data": list}).to_string().as_bytes())?;
                continue;
            }
            let asked = {
                let mut counts = self.counts();
                let asked = Asked { index: counts.asked.len(), ..asked };
                counts.asked.push(asked.clone());
                counts.under_way += 1;
                counts.most_under_way = counts.most_under_way.max(counts.under_way);
                asked
            };
            self.changed.notify_all();
            let act = (self.script)(&asked);
            if let Act::Gate(number, _) = act {
                // Those that came before have left again once all of them have answered.
                let counts = self.counts();
                drop(self.changed.wait_timeout_while(counts, PATIENCE, |counts| counts.most_under_way < number));
            }
            // Before the answer: after it, the client's next request may come first.
            self.counts().under_way -= 1;
            play(act, &mut stream, &mut reader)?;
        }
    }
}

/// Gives nothing where the connection is to be closed.
fn play(act: Act, stream: &mut TcpStream, reader: &mut BufReader<TcpStream>) -> Option<()> {
    match act {
        Act::Json(status, body) => send(stream, status, "", body.to_string().as_bytes()),
        Act::With(status, header, body) => send(stream, status, &format!("{header}\r\n"), body.to_string().as_bytes()),
        Act::Bytes(status, body) => send(stream, status, "", &body),
        Act::Gate(_, body) => send(stream, 200, "", body.to_string().as_bytes()),
        Act::Close => None,
        Act::Half => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"choices\": [").ok()?;
            None
        }
        Act::Hang => {
            let _ = reader.read(&mut [0]);
            None
        }
        Act::Trickle => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").ok()?;
            let begin = Instant::now();
            while begin.elapsed() < PATIENCE && stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
            None
        }
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Asked { line: line.trim_end().to_owned(), headers, body, index: 0, at: Instant::now() })
}

fn send(stream: &mut TcpStream, status: u16, header: &str, body: &[u8]) -> Option<()> {
    let head = format!("HTTP/1.1 {status} Some\r\ncontent-length: {}\r\n{header}\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).ok()
}
