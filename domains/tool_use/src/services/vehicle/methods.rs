//! What the methods do, in the order of the table.

use std::sync::Arc;

use exitrl_python::{
    Dict, Ordered, PyResult, Value, add, compare, divide, float_of, get_item, iterate, multiply, remainder, set_item, subtract,
};

use super::{VehicleControlApi, places};
use crate::services::{Args, empty_dict, error, reply};

const MOST_FUEL: Value = Value::Int(50);
const LEAST_FUEL: Value = Value::Float(0.0);
const MILES_PER_GALLON: Value = Value::Float(20.0);
/// Force at the brakes when the pedal is fully pressed, in newtons.
const MOST_BRAKE_FORCE: Value = Value::Int(1000);

/// `low <= value <= high`
fn between(low: i64, value: &Value, high: i64) -> PyResult<bool> {
    Ok(compare(&low.into(), Ordered::LessEqual, value)? && compare(value, Ordered::LessEqual, &high.into())?)
}

impl VehicleControlApi {
    pub(super) fn start_engine(&mut self, args: Args<'_>) -> PyResult {
        let [mode] = args.all();
        let car = Arc::make_mut(&mut self.car);
        // The engine stops even where an error follows.
        if *mode == "STOP".into() {
            car.engine_state = "stopped".into();
        }
        if compare(&car.unlocked_doors, Ordered::Greater, &0.into())? {
            let text = "All doors must be locked before starting the engine. Here are the unlocked doors: ";
            let unlocked = car.doors.dict_method("items")?.iter().filter(|(_, status)| **status == "unlocked".into());
            let names: Vec<&str> = unlocked.filter_map(|(door, _)| door.as_str()).collect();
            return error(format!("{text}{}", names.join(", ")));
        }
        if car.brake_pedal != "pressed".into() {
            return error("Brake pedal needs to be pressed when starting the engine.");
        }
        if car.brake_pedal_force != 1000.0.into() {
            return error("Must press the brake fully before starting the engine.");
        }
        if compare(&car.fuel_level, Ordered::Less, &LEAST_FUEL)? {
            return error("Fuel tank is empty.");
        }
        if *mode != "START".into() {
            return error("Invalid ignition mode.");
        }
        car.engine_state = "running".into();
        reply([
            ("engineState", car.engine_state.clone()),
            ("fuelLevel", car.fuel_level.clone()),
            ("batteryVoltage", car.battery_voltage.clone()),
        ])
    }

    pub(super) fn fill_fuel_tank(&mut self, args: Args<'_>) -> PyResult {
        let [amount] = args.all();
        if compare(amount, Ordered::Less, &0.into())? {
            return error("Fuel amount cannot be negative.");
        }
        let level = add(&self.car.fuel_level, amount)?;
        if compare(&level, Ordered::Greater, &MOST_FUEL)? {
            return error("Cannot fill gas above the tank capacity.");
        }
        if compare(&level, Ordered::Less, &LEAST_FUEL)? {
            return error("Fuel tank is empty. Min fuel level is 0 gallons.");
        }
        Arc::make_mut(&mut self.car).fuel_level = level.clone();
        reply([("fuelLevel", level)])
    }

    pub(super) fn lock_doors(&mut self, args: Args<'_>) -> PyResult {
        let [unlock, doors] = args.all();
        let (status, change) = if unlock.truthy() { ("unlocked", 1) } else { ("locked", -1) };
        let car = Arc::make_mut(&mut self.car);
        for door in iterate(doors)? {
            if get_item(&car.doors, &door)? != status.into() {
                set_item(&mut car.doors, door, status.into())?;
                car.unlocked_doors.add_assign(&change.into())?;
            }
        }
        reply([("lockStatus", status.into()), ("remainingUnlockedDoors", car.unlocked_doors.clone())])
    }

    pub(super) fn adjust_climate_control(&mut self, args: Args<'_>) -> PyResult {
        let [temperature, unit, fan_speed, mode] = args.all();
        if !between(0, fan_speed, 100)? {
            return error("Fan speed must be between 0 and 100.");
        }
        let car = Arc::make_mut(&mut self.car);
        car.ac_temperature = temperature.clone();
        if *unit == "fahrenheit".into() {
            car.ac_temperature = divide(&multiply(&subtract(temperature, &32.into())?, &5.into())?, &9.into())?;
        }
        car.fan_speed = fan_speed.clone();
        car.ac_mode = mode.clone();
        // The temperature is shown as it was given, not as it was stored.
        reply([
            ("currentACTemperature", temperature.clone()),
            ("climateMode", mode.clone()),
            ("humidityLevel", car.humidity_level.clone()),
        ])
    }

    pub(super) fn outside_temperature(&mut self, _: Args<'_>) -> PyResult {
        let temperature = Arc::make_mut(&mut self.random).uniform(-10.0, 40.0);
        let mut weather = self.long.as_ref().map_or_else(empty_dict, |long| long.get("LONG_WEATHER_EXTENSION").clone());
        set_item(&mut weather, "outsideTemperature".into(), temperature.into())?;
        Ok(weather)
    }

    pub(super) fn set_headlights(&mut self, args: Args<'_>) -> PyResult {
        let status = match args.all::<1>()[0].as_str() {
            Some("on") => "on",
            Some("off" | "auto") => "off",
            _ => return error("Invalid headlight mode."),
        };
        Arc::make_mut(&mut self.car).headlights = status.into();
        reply([("headlightStatus", status.into())])
    }

    pub(super) fn display_car_status(&mut self, args: Args<'_>) -> PyResult {
        let car = &self.car;
        let shown: &[(&'static str, &Value)] = match args.all::<1>()[0].as_str() {
            Some("fuel") => &[("fuelLevel", &car.fuel_level)],
            Some("battery") => &[("batteryVoltage", &car.battery_voltage)],
            Some("doors") => &[("doorStatus", &car.doors)],
            Some("climate") => &[
                ("currentACTemperature", &car.ac_temperature),
                ("fanSpeed", &car.fan_speed),
                ("climateMode", &car.ac_mode),
                ("humidityLevel", &car.humidity_level),
            ],
            Some("headlights") => &[("headlightStatus", &car.headlights)],
            Some("parkingBrake") => &[
                ("parkingBrakeStatus", &car.parking_brake),
                ("parkingBrakeForce", &car.parking_brake_force),
                ("slopeAngle", &car.slope_angle),
            ],
            Some("brakePedal") => &[("brakePedalStatus", &car.brake_pedal), ("brakePedalForce", &car.brake_pedal_force)],
            Some("engine") => &[("engineState", &car.engine_state)],
            _ => &[("error", &Value::text("Invalid option"))],
        };
        let mut status = Dict::new();
        if let Some(long) = &self.long {
            status.set("metadata", long.get("CAR_STATUS_METADATA_EXTENSION").clone());
        }
        shown.iter().for_each(|(name, value)| status.set(name, (*value).clone()));
        Ok(status.into())
    }

    pub(super) fn activate_parking_brake(&mut self, args: Args<'_>) -> PyResult {
        let (status, force) = match args.all::<1>()[0].as_str() {
            Some("engage") => ("engaged", 500.0),
            Some("release") => ("released", 0.0),
            _ => return error("Invalid mode"),
        };
        let car = Arc::make_mut(&mut self.car);
        (car.parking_brake, car.parking_brake_force, car.slope_angle) = (status.into(), force.into(), 10.0.into());
        let mut shown = Dict::new();
        if let Some(long) = &self.long {
            shown.set("parkingBrakeInstruction", long.get("PARKING_BRAKE_INSTRUCTION").clone());
        }
        shown.set("parkingBrakeStatus", status);
        shown.set("_parkingBrakeForce", force);
        shown.set("_slopeAngle", 10.0);
        Ok(shown.into())
    }

    pub(super) fn press_brake_pedal(&mut self, args: Args<'_>) -> PyResult {
        let [position] = args.all();
        if !between(0, position, 1)? {
            return error("Pedal position must be between 0 and 1.");
        }
        if *position == 0.into() {
            return self.release_brake_pedal(args);
        }
        let force = multiply(position, &MOST_BRAKE_FORCE)?;
        let shown = float_of(&force)?;
        let car = Arc::make_mut(&mut self.car);
        (car.brake_pedal, car.brake_pedal_force) = ("pressed".into(), force);
        reply([("brakePedalStatus", "pressed".into()), ("brakePedalForce", shown.into())])
    }

    pub(super) fn release_brake_pedal(&mut self, _: Args<'_>) -> PyResult {
        let car = Arc::make_mut(&mut self.car);
        (car.brake_pedal, car.brake_pedal_force) = ("released".into(), 0.0.into());
        reply([("brakePedalStatus", "released".into()), ("brakePedalForce", 0.0.into())])
    }

    pub(super) fn set_cruise_control(&mut self, args: Args<'_>) -> PyResult {
        let [speed, activate, distance] = args.all();
        let distance: Value = float_of(distance)?.into();
        let speed = float_of(speed)?;
        let car = Arc::make_mut(&mut self.car);
        if car.engine_state == "stopped".into() {
            return error("Start the engine before activating the cruise control.");
        }
        // Kept even where the speed is refused.
        car.distance_to_next = distance.clone();
        let status = if activate.truthy() { "active" } else { "inactive" };
        if activate.truthy() && (!(0.0..=120.0).contains(&speed) || remainder(&speed.into(), &5.into())? != 0.into()) {
            return error("Invalid speed");
        }
        car.cruise = status.into();
        reply([("cruiseStatus", status.into()), ("currentSpeed", speed.into()), ("distanceToNextVehicle", distance)])
    }

    pub(super) fn estimate_drive_feasibility(&mut self, args: Args<'_>) -> PyResult {
        let [distance] = args.all();
        let range = multiply(&self.car.fuel_level, &MILES_PER_GALLON)?;
        reply([("canDrive", (!compare(&range, Ordered::Less, distance)?).into())])
    }

    pub(super) fn estimate_distance(&mut self, args: Args<'_>) -> PyResult {
        let [from, to] = args.all();
        let mut shown = Dict::new();
        match places::distance(from, to) {
            Some(kilometres) => shown.set("distance", kilometres),
            None => shown.set("error", "distance not found in database."),
        }
        if let Some(long) = &self.long {
            shown.set("intermediaryCities", long.get("INTERMEDIARY_CITIES").clone());
        }
        Ok(shown.into())
    }

    pub(super) fn set_navigation(&mut self, args: Args<'_>) -> PyResult {
        let [destination] = args.all();
        Arc::make_mut(&mut self.car).destination = destination.clone();
        reply([("status", add(&"Navigating to ".into(), destination)?)])
    }

    pub(super) fn check_tire_pressure(&mut self, _: Args<'_>) -> PyResult {
        let car = &self.car;
        let total = add(&add(&add(&car.front_left_tire, &car.front_right_tire)?, &car.rear_left_tire)?, &car.rear_right_tire)?;
        let healthy = between(30, &divide(&total, &4.into())?, 35)?;
        reply([
            ("frontLeftTirePressure", car.front_left_tire.clone()),
            ("frontRightTirePressure", car.front_right_tire.clone()),
            ("rearLeftTirePressure", car.rear_left_tire.clone()),
            ("rearRightTirePressure", car.rear_right_tire.clone()),
            ("healthy_tire_pressure", healthy.into()),
            ("car_info", self.long.as_ref().map_or_else(empty_dict, |long| long.get("CAR_STATUS_METADATA_EXTENSION").clone())),
        ])
    }
}
