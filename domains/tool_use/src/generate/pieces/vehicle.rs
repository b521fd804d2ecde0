//! Requests to the car.

use serde_json::{Value as Json, json};

use super::math::listed;
use super::{Template, VEHICLE, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{STREETS, note};
use crate::services::vehicle::{DISTANCES, DOORS, ZIP_CODES};

pub(crate) const TEMPLATES: &[Template] = &[
    free(VEHICLE, fill_tank),
    free(VEHICLE, climate),
    free(VEHICLE, navigate),
    free(VEHICLE, log),
    alone(VEHICLE, feasible),
    free(VEHICLE, to_gallons),
    free(VEHICLE, to_liters),
    free(VEHICLE, distance),
    free(VEHICLE, zip_code),
    free(VEHICLE, tires),
    alone(VEHICLE, lock),
    alone(VEHICLE, unlock),
    alone(VEHICLE, headlights),
    alone(VEHICLE, status),
    alone(VEHICLE, parking_brake),
    alone(VEHICLE, brake_pedal),
    alone(VEHICLE, cruise),
    alone(VEHICLE, outside),
];

pub(crate) fn base(draw: &mut Draw) -> Json {
    let mut doors = json!({});
    for door in DOORS {
        doors[door] = json!(draw.pick(&["locked", "unlocked"]));
    }
    json!({
        "random_seed": draw.range(1, 999_999),
        "fuelLevel": draw.tenths(4, 20),
        "batteryVoltage": draw.tenths(12, 13),
        "engineState": "stopped",
        "doorStatus": doors,
        "acTemperature": draw.tenths(18, 26),
        "fanSpeed": draw.range(20, 70),
        "acMode": "auto",
        "humidityLevel": draw.tenths(30, 60),
        "headLightStatus": "off",
        "parkingBrakeStatus": "released",
        "brakePedalStatus": "released",
        "distanceToNextVehicle": draw.tenths(20, 90),
        "cruiseStatus": "inactive",
        "destination": "None",
        "frontLeftTirePressure": draw.tenths(28, 36),
        "frontRightTirePressure": draw.tenths(28, 36),
        "rearLeftTirePressure": draw.tenths(28, 36),
        "rearRightTirePressure": draw.tenths(28, 36),
    })
}

/// A city and its zip code.
type City = (&'static str, &'static str);

/// Two cities with a known distance, in either order.
pub(crate) fn two_cities(draw: &mut Draw) -> (City, City) {
    let city = |zip: &str| ZIP_CODES.into_iter().find(|(_, code)| *code == zip);
    let pairs: Vec<(City, City)> = DISTANCES.iter().filter_map(|(one, two, _)| city(one).zip(city(two))).collect();
    let (one, two) = draw.pick(&pairs);
    if draw.chance(50) { (one, two) } else { (two, one) }
}

/// Leaves all doors unlocked.
pub(crate) fn unlock_all(scene: &mut Scene) {
    for door in DOORS {
        scene.field(VEHICLE, "doorStatus")[door] = json!("unlocked");
    }
}

/// Locks the doors and starts the engine.
pub(crate) fn get_going(script: &mut Script<'_>) {
    script.call(call!(lockDoors, unlock = false, door = DOORS.to_vec()));
    script.call(call!(pressBrakePedal, pedalPosition = 1.0));
    script.call(call!(startEngine, ignitionMode = "START"));
}

/// A destination: number, street and city.
pub(crate) fn address(draw: &mut Draw) -> String {
    format!("{} {}, {}", draw.range(1, 480), draw.pick(&STREETS), draw.pick(&ZIP_CODES).0)
}

fn fill_tank(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let amount = scene.draw.cents(2, 29);
    let request = scene.say(
        &[
            "Fill {amount} gallons of fuel into the tank.",
            "Add {amount} gallons of fuel to the car.",
            "The tank needs {amount} more gallons of fuel.",
        ],
        &[("amount", &amount)],
    );
    let vague = scene.say(&["Add some fuel to the car.", "The tank needs more fuel, fill some in."], &[]);
    let detail = scene.say(&["{amount} gallons, please.", "Fill in {amount} gallons."], &[("amount", &amount)]);
    Piece::new(request, call!(fillFuelTank, fuelAmount = amount)).gap(vague, detail)
}

fn climate(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let (unit, temperature) = match scene.draw.chance(50) {
        true => ("celsius", scene.draw.tenths(17, 28)),
        false => ("fahrenheit", scene.draw.tenths(62, 84)),
    };
    let (fan, mode) = (scene.draw.range(10, 95), scene.draw.pick(&["auto", "cool", "heat", "defrost"]));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("unit", &unit), ("temperature", &temperature), ("fan", &fan), ("mode", &mode)];
    let request = scene.say(
        &[
            "Set the climate control to {temperature} degrees {unit} in {mode} mode with the fan at {fan}.",
            "Climate, please: {temperature} {unit}, fan speed {fan}, mode {mode}.",
        ],
        &values,
    );
    let vague =
        scene.say(&["Set the climate control to {mode} mode with the fan at {fan}, for a temperature in {unit}."], &values);
    let detail = scene.say(&["{temperature} degrees {unit}.", "The temperature is {temperature}."], &values);
    Piece::new(request, call!(adjustClimateControl, temperature = temperature, unit = unit, fanSpeed = fan, mode = mode))
        .gap(vague, detail)
}

pub(crate) fn navigate(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let to = scene.fresh(address);
    let request = scene.say(&["Set the navigation to '{to}'.", "Take me to '{to}': set the navigation."], &[("to", &to)]);
    let vague = scene.say(&["Set the navigation to my destination.", "Start the navigation for me."], &[]);
    let detail = scene.say(&["The destination is '{to}'.", "I am going to '{to}'."], &[("to", &to)]);
    Piece::new(request, call!(set_navigation, destination = to)).gap(vague, detail)
}

fn log(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let text = scene.fresh(note);
    let request = scene.say(
        &["Display '{text}' as a log message in the car.", "Show the log message '{text}' on the display of the car."],
        &[("text", &text)],
    );
    let vague = scene.say(&["Display a log message in the car."], &[]);
    let detail = scene.say(&["The message is '{text}'.", "It should read '{text}'."], &[("text", &text)]);
    Piece::new(request, call!(display_log, messages = vec![text])).gap(vague, detail)
}

fn feasible(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let miles = scene.draw.tenths(30, 700);
    let request = scene.say(
        &["Can the car drive {miles} miles with the fuel that is in it?", "Is there enough fuel for a drive of {miles} miles?"],
        &[("miles", &miles)],
    );
    let vague = scene.say(&["Is there enough fuel for my drive?", "Can the car make my trip with the fuel that is in it?"], &[]);
    let detail = scene.say(&["It is {miles} miles.", "The distance is {miles} miles."], &[("miles", &miles)]);
    Piece::new(request, call!(estimate_drive_feasibility_by_mileage, distance = miles)).gap(vague, detail)
}

fn to_gallons(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let amount = scene.draw.cents(2, 190);
    let request =
        scene.say(&["How many gallons are {amount} liters?", "Convert {amount} liters to gallons."], &[("amount", &amount)]);
    let vague = scene.say(&["Convert a number of liters to gallons."], &[]);
    let detail = scene.say(&["{amount} liters.", "I have {amount} liters."], &[("amount", &amount)]);
    Piece::new(request, call!(liter_to_gallon, liter = amount)).gap(vague, detail)
}

fn to_liters(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let amount = scene.draw.cents(2, 90);
    let request =
        scene.say(&["How many liters are {amount} gallons?", "Convert {amount} gallons to liters."], &[("amount", &amount)]);
    let vague = scene.say(&["Convert a number of gallons to liters."], &[]);
    let detail = scene.say(&["{amount} gallons.", "I have {amount} gallons."], &[("amount", &amount)]);
    Piece::new(request, call!(gallon_to_liter, gallon = amount)).gap(vague, detail)
}

fn distance(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let ((_, one), (_, two)) = two_cities(&mut scene.draw);
    let text = scene.fresh(address);
    scene.set(VEHICLE, "destination", json!(text));
    let request = scene.say(
        &[
            "How far is it from zip code {one} to zip code {two}?",
            "Estimate the distance between the cities with the zip codes {one} and {two}.",
        ],
        &[("one", &one), ("two", &two)],
    );
    let vague = scene.say(&["How far is it from the city with the zip code {one} to my destination?"], &[("one", &one)]);
    let detail = scene.say(&["My destination has the zip code {two}.", "To zip code {two}."], &[("two", &two)]);
    Piece::new(request, call!(estimate_distance, cityA = one, cityB = two)).gap(vague, detail)
}

fn zip_code(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let city = scene.draw.pick(&ZIP_CODES).0;
    let request = scene.say(&["What is the zip code of {city}?", "Look up the zip code of the city {city}."], &[("city", &city)]);
    Piece::new(request, call!(get_zipcode_based_on_city, city = city))
}

fn tires(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let request = scene.say(
        &["Check the tire pressure of the car.", "How are the tires? Check their pressure.", "Are all four tires well inflated?"],
        &[],
    );
    Piece::new(request, call!(check_tire_pressure))
}

/// Some doors, all of which are in this state.
fn doors(scene: &mut Scene, state: &str) -> Vec<&'static str> {
    let count = scene.draw.range(1, 4) as usize;
    let doors = scene.draw.some(&DOORS, count);
    for door in &doors {
        scene.field(VEHICLE, "doorStatus")[*door] = json!(state);
    }
    doors
}

fn lock(scene: &mut Scene) -> Piece {
    let doors = doors(scene, "unlocked");
    let names = listed(&doors).replace('_', " ");
    let request = scene.say(
        &["Lock these doors of the car: {names}.", "Make sure that these doors are locked: {names}. Lock them."],
        &[("names", &names)],
    );
    let vague = scene.say(&["Lock some of the doors, but not all of them.", "Lock the doors that I name."], &[]);
    let detail = scene.say(&["These: {names}.", "I mean {names}."], &[("names", &names)]);
    Piece::new(request, call!(lockDoors, unlock = false, door = doors)).gap(vague, detail)
}

fn unlock(scene: &mut Scene) -> Piece {
    let doors = doors(scene, "locked");
    let names = listed(&doors).replace('_', " ");
    let request =
        scene.say(&["Unlock these doors of the car: {names}.", "Please unlock these doors: {names}."], &[("names", &names)]);
    let vague = scene.say(&["Unlock some of the doors for me.", "Unlock the doors that I name."], &[]);
    let detail = scene.say(&["Unlock {names}.", "These ones: {names}."], &[("names", &names)]);
    Piece::new(request, call!(lockDoors, unlock = true, door = doors)).gap(vague, detail)
}

fn headlights(scene: &mut Scene) -> Piece {
    let on = scene.draw.chance(50);
    scene.set(VEHICLE, "headLightStatus", json!(if on { "off" } else { "on" }));
    let mode = if on { "on" } else { "off" };
    let request = scene.say(&["Switch the headlights {mode}.", "Turn the headlights {mode}, please."], &[("mode", &mode)]);
    Piece::new(request, call!(setHeadlights, mode = mode))
}

fn status(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let (what, option) = scene.draw.pick(&[
        ("fuel", "fuel"),
        ("battery", "battery"),
        ("doors", "doors"),
        ("climate", "climate"),
        ("headlights", "headlights"),
        ("parking brake", "parkingBrake"),
        ("brake pedal", "brakePedal"),
        ("engine", "engine"),
    ]);
    let request = scene
        .say(&["Display the car status for: {what}.", "Show me the status of this part of the car: {what}."], &[("what", &what)]);
    let vague = scene.say(&["Display a part of the car status."], &[]);
    let detail = scene.say(&["The part is: {what}.", "Show the {what}."], &[("what", &what)]);
    Piece::new(request, call!(displayCarStatus, option = option)).gap(vague, detail)
}

fn parking_brake(scene: &mut Scene) -> Piece {
    let mode = scene.draw.pick(&["engage", "release"]);
    scene.set(VEHICLE, "parkingBrakeStatus", json!(if mode == "engage" { "released" } else { "engaged" }));
    let capital = crate::generate::words::capital(mode);
    let request = scene.say(
        &["{Mode} the parking brake.", "Please {mode} the parking brake of the car."],
        &[("mode", &mode), ("Mode", &capital)],
    );
    Piece::new(request, call!(activateParkingBrake, mode = mode))
}

fn brake_pedal(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let position = scene.draw.range(5, 99) as f64 / 100.0;
    let request = scene.say(
        &["Press the brake pedal to position {position}.", "Push the brake pedal down to {position}."],
        &[("position", &position)],
    );
    let vague = scene.say(&["Press the brake pedal to a certain position."], &[]);
    let detail = scene.say(&["To {position}.", "The position is {position}."], &[("position", &position)]);
    Piece::new(request, call!(pressBrakePedal, pedalPosition = position)).gap(vague, detail)
}

fn cruise(scene: &mut Scene) -> Piece {
    scene.set(VEHICLE, "engineState", json!("running"));
    let (speed, gap) = (scene.draw.range(4, 24) * 5, scene.draw.range(20, 300));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("speed", &speed), ("gap", &gap)];
    let request = scene.say(
        &[
            "Activate the cruise control at a speed of {speed}, with {gap} meters to the next vehicle.",
            "Cruise control on: speed {speed}, distance to the next vehicle {gap} meters.",
        ],
        &values,
    );
    let vague = scene.say(&["Activate the cruise control with {gap} meters to the next vehicle."], &values);
    let detail = scene.say(&["At a speed of {speed}.", "The speed is {speed}."], &values);
    Piece::new(request, call!(setCruiseControl, speed = speed, activate = true, distanceToNextVehicle = gap)).gap(vague, detail)
}

fn outside(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let request = scene.say(&["What is the temperature outside? Ask Google.", "Get the outside temperature from Google."], &[]);
    Piece::new(request, call!(get_outside_temperature_from_google))
}
