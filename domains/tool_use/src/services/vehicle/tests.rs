use crate::services::test_world;

const LOCKED: &str = "{'fuelLevel': 5.5, 'doorStatus': {'driver': 'locked', 'passenger': 'locked', 'rear_left': 'locked', 'rear_right': 'locked'}}";

#[test]
fn the_engine_starts_behind_locked_doors_with_the_pedal_fully_pressed() {
    let mut world =
        test_world("VehicleControlAPI", "{'fuelLevel': 5.5, 'doorStatus': {'a': 'unlocked', 'b': 'ajar', 'c': 'locked'}}");
    let doors = r#"{"error": "All doors must be locked before starting the engine. Here are the unlocked doors: a"}"#;
    assert_eq!(world("startEngine('START')"), doors);
    assert_eq!(world("lockDoors(False, ['a', 'c', 'b'])"), r#"{"lockStatus": "locked", "remainingUnlockedDoors": 1}"#);

    let mut world = test_world("VehicleControlAPI", LOCKED);
    assert_eq!(world("startEngine('START')"), r#"{"error": "Brake pedal needs to be pressed when starting the engine."}"#);
    assert_eq!(world("pressBrakePedal(0.5)"), r#"{"brakePedalStatus": "pressed", "brakePedalForce": 500.0}"#);
    assert_eq!(world("startEngine('START')"), r#"{"error": "Must press the brake fully before starting the engine."}"#);
    assert_eq!(world("pressBrakePedal(True)"), r#"{"brakePedalStatus": "pressed", "brakePedalForce": 1000.0}"#);
    assert_eq!(world("startEngine('GO')"), r#"{"error": "Invalid ignition mode."}"#);
    assert_eq!(world("startEngine('START')"), r#"{"engineState": "running", "fuelLevel": 5.5, "batteryVoltage": 12.6}"#);
    // It stops, and says that this mode is none.
    assert_eq!(world("startEngine('STOP')"), r#"{"error": "Invalid ignition mode."}"#);
    assert_eq!(world("displayCarStatus('engine')"), r#"{"engineState": "stopped"}"#);
    // The force is kept as the product that it was, an integer here.
    assert_eq!(world("displayCarStatus('brakePedal')"), r#"{"brakePedalStatus": "pressed", "brakePedalForce": 1000}"#);
}

#[test]
fn what_comes_before_an_error_has_happened() {
    let mut world = test_world("VehicleControlAPI", "{'engineState': 'running', 'remainingUnlockedDoors': 9}");
    assert_eq!(world("lockDoors(False, ['driver', 'trunk', 'passenger'])"), "Error during execution: 'trunk'");
    assert_eq!(world("lockDoors(1, [])"), r#"{"lockStatus": "unlocked", "remainingUnlockedDoors": 3}"#);
    assert_eq!(world("setCruiseControl(61, True, '7.5')"), r#"{"error": "Invalid speed"}"#);
    let cruising = r#"{"cruiseStatus": "active", "currentSpeed": 65.0, "distanceToNextVehicle": 8.0}"#;
    assert_eq!(world("setCruiseControl(65, 'yes', 8)"), cruising);
    let concatenated = r#"Error during execution: can only concatenate str (not "int") to str"#;
    assert_eq!(world("set_navigation(7)"), concatenated);
    let shown = r#"{"currentACTemperature": 50, "climateMode": "auto", "humidityLevel": 50.0}"#;
    assert_eq!(world("adjustClimateControl(50, 'fahrenheit')"), shown);
    let stored = r#"{"currentACTemperature": 10.0, "fanSpeed": 50, "climateMode": "auto", "humidityLevel": 50.0}"#;
    assert_eq!(world("displayCarStatus('climate')"), stored);
}

#[test]
fn wrong_types_raise_what_python_raises() {
    let mut world = test_world("VehicleControlAPI", "{}");
    let cases = [
        ("pressBrakePedal('1')", "'<=' not supported between instances of 'int' and 'str'"),
        ("fillFuelTank('1')", "'<' not supported between instances of 'str' and 'int'"),
        ("estimate_drive_feasibility_by_mileage(None)", "'<' not supported between instances of 'float' and 'NoneType'"),
        ("liter_to_gallon('5')", "can't multiply sequence by non-int of type 'float'"),
        ("lockDoors(True, 5)", "'int' object is not iterable"),
        ("setCruiseControl('fast', True, b'x')", "could not convert string to float: b'x'"),
        ("adjustClimateControl('warm', 'fahrenheit')", "unsupported operand type(s) for -: 'str' and 'int'"),
    ];
    for (call, text) in cases {
        assert_eq!(world(call), format!("Error during execution: {text}"));
    }
}

#[test]
fn cities_are_on_the_map_in_both_directions() {
    let mut world = test_world("VehicleControlAPI", "{}");
    assert_eq!(world("get_zipcode_based_on_city('San Francisco')"), r#"{"zipcode": "94016"}"#);
    assert_eq!(world("get_zipcode_based_on_city(94016)"), r#"{"zipcode": "00000"}"#);
    assert_eq!(world("estimate_distance('94704', '94016')"), r#"{"distance": 600.0}"#);
    assert_eq!(world("estimate_distance('94016', '94704')"), r#"{"distance": 600.0}"#);
    assert_eq!(world("estimate_distance('94016', '94016')"), r#"{"error": "distance not found in database."}"#);
}

/// Numbers drawn by CPython 3.11 from the seed 141053.
#[test]
fn temperatures_and_speeds_come_from_one_stream() {
    let mut world = test_world("VehicleControlAPI", "{}");
    assert_eq!(world("get_outside_temperature_from_google()"), r#"{"outsideTemperature": 36.63485703790535}"#);
    assert_eq!(world("get_current_speed()"), r#"{"currentSpeed": 99.11925428879405}"#);
    assert_eq!(world("get_outside_temperature_from_weather_com()"), r#"{"error": 404}"#);
}
