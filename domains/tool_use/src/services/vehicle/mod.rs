//! VehicleControlAPI: a car, its engine, doors, brakes, lights and tires, and the way to other cities.

mod attributes;
mod methods;
mod places;

pub(crate) use places::{DISTANCES, DOORS, ZIP_CODES};

use std::sync::Arc;

use exitrl_python::{PyRandom, PyResult, Value, multiply};

use self::attributes::Attributes;
use super::{Default, Kind, LongContext, Method, Service, optional, reply, required, setting};

/// The car.
#[derive(Debug, Clone)]
pub(crate) struct VehicleControlApi {
    /// Shared until a call changes something, as is the generator, whose state takes 2.5 kB.
    car: Arc<Attributes>,
    random: Arc<PyRandom>,
    /// There in the long-context category only.
    long: Option<Arc<LongContext>>,
}

const MODE: &str = "mode";

const METHODS: &[Method<VehicleControlApi>] = &[
    Method {
        name: "startEngine",
        about: "Starts the engine, for which all doors must be locked and the brake pedal fully pressed, or stops it.",
        params: &[required("ignitionMode", Kind::Str, r#"What to do. [Enum]: ["START", "STOP"]"#)],
        call: VehicleControlApi::start_engine,
    },
    Method {
        name: "fillFuelTank",
        about: "Adds fuel to the tank, which holds up to 50 gallons.",
        params: &[required("fuelAmount", Kind::Float, "Gallons to add to what is in the tank")],
        call: VehicleControlApi::fill_fuel_tank,
    },
    Method {
        name: "lockDoors",
        about: "Locks or unlocks doors.",
        params: &[
            required("unlock", Kind::Bool, "True to unlock the doors, False to lock them"),
            required("door", Kind::StrList, r#"Which doors. [Enum]: ["driver", "passenger", "rear_left", "rear_right"]"#),
        ],
        call: VehicleControlApi::lock_doors,
    },
    Method {
        name: "adjustClimateControl",
        about: "Sets temperature, fan and mode of the air conditioning.",
        params: &[
            required("temperature", Kind::Float, "Temperature in degrees of the unit"),
            optional("unit", Kind::Str, r#"Its unit. [Enum]: ["celsius", "fahrenheit"]"#, Default::Str("celsius")),
            optional("fanSpeed", Kind::Int, "Speed of the fan, from 0 to 100", Default::Int(50)),
            optional(
                MODE,
                Kind::Str,
                r#"What the air is for. [Enum]: ["auto", "cool", "heat", "defrost"]"#,
                Default::Str("auto"),
            ),
        ],
        call: VehicleControlApi::adjust_climate_control,
    },
    Method {
        name: "get_outside_temperature_from_google",
        about: "Asks Google for the temperature outside, in degrees Celsius.",
        params: &[],
        call: VehicleControlApi::outside_temperature,
    },
    Method {
        name: "get_outside_temperature_from_weather_com",
        about: "Asks weather.com for the temperature outside, in degrees Celsius.",
        params: &[],
        call: |_, _| reply([("error", 404.into())]),
    },
    Method {
        name: "setHeadlights",
        about: "Switches the headlights.",
        params: &[required(MODE, Kind::Str, r#"How. [Enum]: ["on", "off", "auto"]"#)],
        call: VehicleControlApi::set_headlights,
    },
    Method {
        name: "displayCarStatus",
        about: "Shows the state of one part of the car.",
        params: &[required(
            "option",
            Kind::Str,
            r#"Which part. [Enum]: ["fuel", "battery", "doors", "climate", "headlights", "parkingBrake", "brakePedal", "engine"]"#,
        )],
        call: VehicleControlApi::display_car_status,
    },
    Method {
        name: "activateParkingBrake",
        about: "Engages or releases the parking brake.",
        params: &[required(MODE, Kind::Str, r#"What to do. [Enum]: ["engage", "release"]"#)],
        call: VehicleControlApi::activate_parking_brake,
    },
    Method {
        name: "pressBrakePedal",
        about: "Presses the brake pedal. It stays pressed until it is released.",
        params: &[required("pedalPosition", Kind::Float, "From 0 (not pressed) to 1 (fully pressed)")],
        call: VehicleControlApi::press_brake_pedal,
    },
    Method {
        name: "releaseBrakePedal",
        about: "Releases the brake pedal.",
        params: &[],
        call: VehicleControlApi::release_brake_pedal,
    },
    Method {
        name: "setCruiseControl",
        about: "Switches the cruise control; the engine must run.",
        params: &[
            required("speed", Kind::Float, "Speed in miles per hour, from 0 to 120 and a multiple of 5"),
            required("activate", Kind::Bool, "True to switch it on, False to switch it off"),
            required("distanceToNextVehicle", Kind::Float, "Distance to keep to the next vehicle, in metres"),
        ],
        call: VehicleControlApi::set_cruise_control,
    },
    Method {
        name: "get_current_speed",
        about: "Says how fast the car is, in kilometres per hour.",
        params: &[],
        call: |api, _| reply([("currentSpeed", Arc::make_mut(&mut api.random).uniform(0.0, 120.0).into())]),
    },
    Method {
        name: "display_log",
        about: "Shows messages.",
        params: &[required("messages", Kind::StrList, "The messages")],
        call: |_, args| reply([("log", args.all::<1>()[0].clone())]),
    },
    Method {
        name: "estimate_drive_feasibility_by_mileage",
        about: "Says whether the fuel is enough for a distance.",
        params: &[required("distance", Kind::Float, "Distance in miles")],
        call: VehicleControlApi::estimate_drive_feasibility,
    },
    Method {
        name: "liter_to_gallon",
        about: "Converts litres to gallons.",
        params: &[required("liter", Kind::Float, "Litres")],
        call: |_, args| reply([("gallon", multiply(args.all::<1>()[0], &0.264172.into())?)]),
    },
    Method {
        name: "gallon_to_liter",
        about: "Converts gallons to litres.",
        params: &[required("gallon", Kind::Float, "Gallons")],
        call: |_, args| reply([("liter", multiply(args.all::<1>()[0], &3.78541.into())?)]),
    },
    Method {
        name: "estimate_distance",
        about: "Says how far two cities are apart, in kilometres.",
        params: &[
            required("cityA", Kind::Str, "Zip code of the first city"),
            required("cityB", Kind::Str, "Zip code of the second city"),
        ],
        call: VehicleControlApi::estimate_distance,
    },
    Method {
        name: "get_zipcode_based_on_city",
        about: "Looks up the zip code of a city.",
        params: &[required("city", Kind::Str, "Name of the city")],
        call: |_, args| reply([("zipcode", places::zip_code(args.all::<1>()[0]).into())]),
    },
    Method {
        name: "set_navigation",
        about: "Sets where to navigate to.",
        params: &[required("destination", Kind::Str, "Where to, as street, city, state")],
        call: VehicleControlApi::set_navigation,
    },
    Method {
        name: "check_tire_pressure",
        about: "Shows the pressure of the four tires in psi and whether their mean is healthy.",
        params: &[],
        call: VehicleControlApi::check_tire_pressure,
    },
    Method {
        name: "find_nearest_tire_shop",
        about: "Looks up the nearest tire shop.",
        params: &[],
        call: |_, _| reply([("shopLocation", "456 Oakwood Avenue, Rivermist, 83214".into())]),
    },
];

impl Service for VehicleControlApi {
    const ABOUT: &'static str = "a vehicle: its engine, doors, climate, lights, brakes and tires, and the way to other cities";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let random = PyRandom::seeded(&setting(scenario, "random_seed", || 141_053.into())?)?;
        let mut car = Attributes::load(scenario)?;
        // The scenario's own number is not believed.
        let locked = car.doors.dict_method("keys")?.values().filter(|status| **status == "locked".into()).count();
        car.unlocked_doors = Value::Int(4 - locked as i64);
        Ok(Self { car: Arc::new(car), random: Arc::new(random), long: long.cloned() })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        let mut state = self.car.public();
        state.push(("long_context", self.long.is_some().into()));
        state
    }

    fn same_state(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.car, &other.car) || self.car.same_public(&other.car)) && self.long.is_some() == other.long.is_some()
    }
}

#[cfg(test)]
mod tests;
