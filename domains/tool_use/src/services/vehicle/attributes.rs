//! What a vehicle remembers.

use exitrl_python::{PyResult, Value};

use super::DOORS;
use crate::services::setting;

/// Makes the struct of the attributes out of their names in Python, their keys in a scenario and their defaults.
macro_rules! attributes {
    (
        public { $($field:ident = $name:literal from $key:literal or $default:expr;)* }
        private { $($hidden:ident from $hidden_key:literal or $hidden_default:expr;)* }
    ) => {
        /// The attributes of a vehicle, of any type, since a scenario or a call may bring any.
        #[derive(Debug, Clone)]
        pub(super) struct Attributes {
            $(pub(super) $field: Value,)*
            $(pub(super) $hidden: Value,)*
        }

        impl Attributes {
            /// Those of a scenario.
            pub(super) fn load(scenario: &Value) -> PyResult<Self> {
                Ok(Self {
                    $($field: setting(scenario, $key, || $default)?,)*
                    $($hidden: setting(scenario, $hidden_key, || $hidden_default)?,)*
                })
            }

            /// The public ones by their names in Python.
            pub(super) fn public(&self) -> Vec<(&'static str, Value)> {
                vec![$(($name, self.$field.clone()),)*]
            }

            /// Whether the public ones are the same.
            pub(super) fn same_public(&self, other: &Self) -> bool {
                $(self.$field == other.$field)&&*
            }
        }
    };
}

attributes! {
    public {
        fuel_level = "fuelLevel" from "fuelLevel" or 0.0.into();
        battery_voltage = "batteryVoltage" from "batteryVoltage" or 12.6.into();
        engine_state = "engine_state" from "engineState" or "stopped".into();
        unlocked_doors = "remainingUnlockedDoors" from "remainingUnlockedDoors" or 4.into();
        doors = "doorStatus" from "doorStatus" or unlocked();
        ac_temperature = "acTemperature" from "acTemperature" or 25.0.into();
        fan_speed = "fanSpeed" from "fanSpeed" or 50.into();
        ac_mode = "acMode" from "acMode" or "auto".into();
        humidity_level = "humidityLevel" from "humidityLevel" or 50.0.into();
        headlights = "headLightStatus" from "headLightStatus" or "off".into();
        parking_brake = "parkingBrakeStatus" from "parkingBrakeStatus" or "released".into();
        brake_pedal = "brakePedalStatus" from "brakePedalStatus" or "released".into();
        distance_to_next = "distanceToNextVehicle" from "distanceToNextVehicle" or 50.0.into();
        cruise = "cruiseStatus" from "cruiseStatus" or "inactive".into();
        destination = "destination" from "destination" or "None".into();
        front_left_tire = "frontLeftTirePressure" from "frontLeftTirePressure" or 32.0.into();
        front_right_tire = "frontRightTirePressure" from "frontRightTirePressure" or 32.0.into();
        rear_left_tire = "rearLeftTirePressure" from "rearLeftTirePressure" or 30.0.into();
        rear_right_tire = "rearRightTirePressure" from "rearRightTirePressure" or 30.0.into();
    }
    private {
        parking_brake_force from "parkingBrakeForce" or 0.0.into();
        slope_angle from "slopeAngle" or 0.0.into();
        brake_pedal_force from "brakePedalForce" or 0.0.into();
    }
}

fn unlocked() -> Value {
    Value::dict(DOORS.map(|door| (door, "unlocked".into())))
}
