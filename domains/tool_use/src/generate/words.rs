//! Words that tasks are made of: lists of our own, and the small sentences built from them.

use super::draw::Draw;

pub(crate) const PEOPLE: [&str; 56] = [
    "Amara", "Anselm", "Beatriz", "Bjorn", "Camille", "Cedric", "Chiyo", "Dalia", "Dmitri", "Edda", "Efua", "Emeka", "Farah",
    "Felix", "Gisela", "Goran", "Hana", "Henrik", "Ilse", "Imani", "Isidro", "Jonas", "Jutta", "Kaito", "Katya", "Lamine",
    "Leonie", "Lorcan", "Maeve", "Marek", "Mireille", "Nadia", "Nils", "Odile", "Oskar", "Paloma", "Pavel", "Quentin", "Ramona",
    "Rashid", "Renske", "Rosalind", "Samir", "Saskia", "Severin", "Sunniva", "Tamsin", "Tariq", "Thandi", "Ulrich", "Ursula",
    "Valeria", "Viktor", "Wanda", "Yusuf", "Zelda",
];

pub(crate) const FAMILIES: [&str; 32] = [
    "Abara",
    "Almeida",
    "Bergstrom",
    "Bielski",
    "Castellan",
    "Dubrov",
    "Ekholm",
    "Farouk",
    "Galanis",
    "Haverkamp",
    "Ishikawa",
    "Jansson",
    "Kovarik",
    "Lindqvist",
    "Marchetti",
    "Nakagawa",
    "Obermann",
    "Pellegrin",
    "Quiroga",
    "Rasmus",
    "Santoro",
    "Tanaka",
    "Ueland",
    "Vandermeer",
    "Wojcik",
    "Yilmaz",
    "Zamora",
    "Okonjo",
    "Petrov",
    "Silvano",
    "Trevino",
    "Holm",
];

pub(crate) const THINGS: [&str; 60] = [
    "printer",
    "projector",
    "badge reader",
    "coffee machine",
    "router",
    "backup server",
    "heating",
    "elevator",
    "fire door",
    "webcam",
    "headset",
    "scanner",
    "mail server",
    "build server",
    "parking gate",
    "greenhouse pump",
    "weather station",
    "label maker",
    "cash register",
    "freezer",
    "telescope",
    "microscope",
    "loading dock",
    "conveyor belt",
    "water tank",
    "solar panel",
    "wind turbine",
    "ticket kiosk",
    "sound desk",
    "stage light",
    "sewing machine",
    "bread oven",
    "espresso grinder",
    "harbour crane",
    "ferry ramp",
    "tram depot",
    "bike rack",
    "seed catalogue",
    "song book",
    "museum guide",
    "chess club roster",
    "choir schedule",
    "garden plan",
    "recipe collection",
    "budget draft",
    "annual report",
    "travel plan",
    "floor plan",
    "shopping list",
    "reading list",
    "bird survey",
    "river map",
    "trail guide",
    "star chart",
    "tide table",
    "price list",
    "guest list",
    "training plan",
    "field journal",
    "repair log",
];

pub(crate) const TROUBLES: [&str; 16] = [
    "does not start",
    "keeps beeping",
    "is offline",
    "shows the wrong date",
    "leaks water",
    "needs a new cable",
    "makes a grinding noise",
    "is out of paper",
    "refuses every card",
    "runs far too slowly",
    "needs cleaning",
    "was delivered damaged",
    "has gone missing",
    "needs a second opinion",
    "must be replaced",
    "restarts every hour",
];

pub(crate) const PLACES: [&str; 24] = [
    "lobby",
    "west wing",
    "second floor",
    "basement",
    "workshop",
    "archive room",
    "canteen",
    "north hall",
    "boathouse",
    "rooftop",
    "reading room",
    "laboratory",
    "front office",
    "warehouse",
    "greenhouse",
    "music room",
    "control room",
    "east gate",
    "kitchen",
    "observatory",
    "print shop",
    "courtyard",
    "tea room",
    "garage",
];

pub(crate) const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(crate) const NEEDS: [&str; 14] = [
    "should be ready",
    "must be checked",
    "has to be signed",
    "will be repaired",
    "is to be replaced",
    "needs two volunteers",
    "will be moved",
    "has to be counted",
    "must be cleaned",
    "needs a final review",
    "will be shown to guests",
    "should be packed",
    "has to be insured",
    "will be tested again",
];

pub(crate) const STEMS: [&str; 48] = [
    "almanac", "agenda", "badger", "ballad", "basil", "birch", "bulletin", "census", "cobalt", "comet", "compass", "copper",
    "delta", "digest", "ember", "estuary", "fern", "fjord", "gazette", "glacier", "harbour", "heron", "indigo", "invoice",
    "journal", "juniper", "kestrel", "lagoon", "lantern", "ledger", "maple", "meadow", "memo", "nutmeg", "orchard", "otter",
    "pebble", "plankton", "quarry", "recipe", "saffron", "schedule", "sextant", "summary", "thistle", "tundra", "violet",
    "willow",
];

pub(crate) const TAILS: [&str; 20] = [
    "notes", "list", "draft", "plan", "log", "data", "final", "copy", "north", "south", "spring", "autumn", "review", "totals",
    "names", "index", "old", "new", "public", "private",
];

pub(crate) const EXTENSIONS: [&str; 6] = ["txt", "md", "csv", "log", "doc", "json"];

pub(crate) const FOLDERS: [&str; 40] = [
    "attic",
    "archive",
    "blueprints",
    "budgets",
    "cellar",
    "charts",
    "clippings",
    "contracts",
    "designs",
    "drafts",
    "exports",
    "fieldwork",
    "gallery",
    "handbooks",
    "imports",
    "inbox",
    "invoices",
    "lectures",
    "letters",
    "library",
    "manuals",
    "maps",
    "minutes",
    "music",
    "outbox",
    "papers",
    "photos",
    "plans",
    "posters",
    "receipts",
    "recipes",
    "records",
    "reports",
    "samples",
    "scores",
    "scripts",
    "shared",
    "sketches",
    "surveys",
    "templates",
];

pub(crate) const KEYWORDS: [&str; 28] = [
    "anchor", "barley", "canyon", "dynamo", "eclipse", "falcon", "granite", "hazel", "iris", "jasper", "kelp", "lumen", "mosaic",
    "nectar", "opal", "prism", "quartz", "raven", "sierra", "topaz", "umber", "velvet", "walnut", "xylem", "yarrow", "zephyr",
    "cinder", "drizzle",
];

pub(crate) const TAGS: [&str; 24] = [
    "#morning",
    "#harvest",
    "#opensource",
    "#cycling",
    "#baking",
    "#stargazing",
    "#trains",
    "#gardening",
    "#chess",
    "#poetry",
    "#sailing",
    "#robotics",
    "#mapmaking",
    "#choir",
    "#hiking",
    "#ceramics",
    "#beekeeping",
    "#typography",
    "#tides",
    "#weekend",
    "#museum",
    "#repair",
    "#library",
    "#astronomy",
];

pub(crate) const STREETS: [&str; 24] = [
    "Alder Lane",
    "Bakers Row",
    "Chapel Street",
    "Dockside Road",
    "Elm Avenue",
    "Ferry Street",
    "Granary Road",
    "Hillcrest Drive",
    "Ivy Court",
    "Juniper Way",
    "Kings Parade",
    "Lantern Street",
    "Mill Road",
    "North Quay",
    "Orchard Street",
    "Poplar Avenue",
    "Quarry Road",
    "Riverside Drive",
    "Station Road",
    "Tannery Lane",
    "Union Street",
    "Vine Street",
    "Willow Walk",
    "Yard Street",
];

/// `printer shows the wrong date in the lobby`: 23,040 of them.
pub(crate) fn trouble(draw: &mut Draw) -> String {
    format!("{} {} in the {}", capital(draw.pick(&THINGS)), draw.pick(&TROUBLES), draw.pick(&PLACES))
}

/// A short statement, out of more than 15,000.
pub(crate) fn note(draw: &mut Draw) -> String {
    match draw.below(4) {
        0 => format!("The {} {} by {}", draw.pick(&THINGS), draw.pick(&NEEDS), draw.pick(&WEEKDAYS)),
        1 => format!("{} asked about the {} on {}", draw.pick(&PEOPLE), draw.pick(&THINGS), draw.pick(&WEEKDAYS)),
        2 => format!("Meet {} in the {} at {}", draw.pick(&PEOPLE), draw.pick(&PLACES), draw.range(7, 20)),
        _ => format!("Bring {} labels for the {} to the {}", draw.range(2, 60), draw.pick(&THINGS), draw.pick(&PLACES)),
    }
}

/// `heron_draft.txt`: 5,760 of them.
pub(crate) fn file_name(draw: &mut Draw) -> String {
    format!("{}_{}.{}", draw.pick(&STEMS), draw.pick(&TAILS), draw.pick(&EXTENSIONS))
}

/// `heron_drafts`, `letters`: 1,960 of them.
pub(crate) fn folder_name(draw: &mut Draw) -> String {
    let folder = draw.pick(&FOLDERS);
    match draw.chance(20) {
        true => folder.to_owned(),
        false => format!("{}_{folder}", draw.pick(&STEMS)),
    }
}

/// `saskia_holm42`: more than 170,000 of them.
pub(crate) fn user_name(draw: &mut Draw) -> String {
    format!("{}_{}{}", draw.pick(&PEOPLE), draw.pick(&FAMILIES), draw.range(1, 99)).to_lowercase()
}

/// `kelp-Otter-381`.
pub(crate) fn password(draw: &mut Draw) -> String {
    format!("{}-{}-{}", draw.pick(&KEYWORDS), capital(draw.pick(&STEMS)), draw.range(100, 999))
}

/// A day as `YYYY-MM-DD`; every month has it.
pub(crate) fn date(draw: &mut Draw, years: (i64, i64)) -> String {
    format!("{}-{:02}-{:02}", draw.range(years.0, years.1), draw.range(1, 12), draw.range(1, 28))
}

/// A number of so many digits as text, the first of which is not 0.
pub(crate) fn digits(draw: &mut Draw, count: usize) -> String {
    let first = draw.range(1, 9).to_string();
    (1..count).fold(first, |text, _| text + &draw.range(0, 9).to_string())
}

/// With its first letter in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
