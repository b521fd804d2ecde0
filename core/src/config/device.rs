//! From a config string such as `cuda:0` to a compute device: the only file that names a backend.
//!
//! Hardware is always listed before a device is used: a backend without its driver panics on first use, but lists nothing.

use std::fmt;

use burn::tensor::{Device, DeviceType};

/// A compute backend. Each has a cargo feature of the same name as its config string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// NVIDIA GPUs.
    Cuda,
    /// AMD GPUs.
    Rocm,
    /// Apple GPUs.
    Metal,
    /// GPUs with a Vulkan driver.
    Vulkan,
    /// GPUs through whichever graphics API is there.
    WebGpu,
    /// The CPU; needs nothing installed.
    Flex,
}

impl Backend {
    /// Every backend, in the order in which `auto` looks for hardware.
    pub const ALL: [Self; 6] = [Self::Cuda, Self::Rocm, Self::Metal, Self::Vulkan, Self::WebGpu, Self::Flex];

    /// Config string and cargo feature, for example `"cuda"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cuda => "cuda",
            Self::Rocm => "rocm",
            Self::Metal => "metal",
            Self::Vulkan => "vulkan",
            Self::WebGpu => "webgpu",
            Self::Flex => "flex",
        }
    }

    /// What must be installed before the backend sees a device.
    fn driver(self) -> &'static str {
        match self {
            Self::Cuda => "the NVIDIA driver (libcuda.so.1) and the CUDA toolkit's NVRTC library; `nvidia-smi` must list a GPU",
            Self::Rocm => "the AMD ROCm driver and HIP runtime; `rocminfo` must list a GPU",
            Self::Metal => "macOS with a Metal GPU",
            Self::Vulkan => "a Vulkan loader (libvulkan.so.1) and a GPU driver; `vulkaninfo --summary` must list a GPU",
            Self::WebGpu => "a Vulkan, Metal or DirectX 12 driver",
            Self::Flex => "nothing",
        }
    }

    /// The hardware that this backend sees, or [`None`] where it is not compiled in.
    fn enumerate(self) -> Option<Vec<Device>> {
        let kind: Option<DeviceType> = match self {
            #[cfg(feature = "cuda")]
            Self::Cuda => Some(DeviceType::Cuda),
            #[cfg(feature = "rocm")]
            Self::Rocm => Some(DeviceType::Rocm),
            #[cfg(feature = "metal")]
            Self::Metal => Some(DeviceType::Metal),
            #[cfg(feature = "vulkan")]
            Self::Vulkan => Some(DeviceType::Vulkan),
            // The graphics API is left open: pinned to WebGPU proper, only a browser has a device.
            #[cfg(feature = "webgpu")]
            Self::WebGpu => Some(DeviceType::Wgpu),
            #[cfg(feature = "flex")]
            Self::Flex => Some(DeviceType::Flex),
            #[allow(unreachable_patterns)]
            _ => None,
        };
        kind.map(|kind| Device::enumerate(kind).iter().cloned().collect())
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a device string gives no device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The string names no backend.
    #[error("the device {text:?} is not known; {hint}")]
    Unknown {
        /// What was asked for.
        text: String,
        /// The nearest name, or all of them.
        hint: String,
    },
    /// The backend exists, but this binary was built without it.
    #[error(
        "the device {text:?} needs the backend `{backend}`, which this binary was built without (it has: {built}); \
         build it with `cargo build --release --features {backend}`"
    )]
    NotBuilt {
        /// What was asked for.
        text: String,
        /// The backend, which is also the cargo feature.
        backend: Backend,
        /// The backends that are compiled in.
        built: String,
    },
    /// The backend is compiled in and sees no hardware.
    #[error(
        "the device {text:?} was not found: the backend `{backend}` sees no device; it needs {driver}, or take `flex`, the CPU"
    )]
    NoHardware {
        /// What was asked for.
        text: String,
        /// The backend.
        backend: Backend,
        /// What must be installed.
        driver: &'static str,
    },
    /// The backend sees devices, but not this one.
    #[error("the device {text:?} was not found: the backend `{backend}` sees {count} device(s), numbered from 0")]
    NoSuchIndex {
        /// What was asked for.
        text: String,
        /// The backend.
        backend: Backend,
        /// How many devices it sees.
        count: usize,
    },
}

/// What a device string asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceSpec {
    /// The backend; [`None`] for `auto`.
    pub backend: Option<Backend>,
    /// The device's number among those that the backend sees; [`None`] takes the first.
    pub index: Option<usize>,
}

impl DeviceSpec {
    /// Reads a device string, without looking at hardware.
    ///
    /// # Errors
    /// When it names no backend, or its number cannot be read.
    pub fn read(text: &str) -> Result<Self, DeviceError> {
        let (name, index) = match text.split_once(':') {
            Some((name, index)) => (name, Some(index)),
            None => (text, None),
        };
        let Some(backend) = backend_named(name) else {
            return Err(DeviceError::Unknown { text: text.to_owned(), hint: hint(name) });
        };
        let Some(index) = index else { return Ok(Self { backend, index: None }) };
        let single = matches!(backend, None | Some(Backend::Flex));
        match index.parse() {
            Ok(index) if !single => Ok(Self { backend, index: Some(index) }),
            _ if single => Err(DeviceError::Unknown { text: text.to_owned(), hint: format!("write `{name}` without a number") }),
            _ => Err(DeviceError::Unknown {
                text: text.to_owned(),
                hint: format!("write a number after the colon, as in `{name}:0`"),
            }),
        }
    }
}

/// The backend of a name; the inner [`None`] stands for `auto`.
fn backend_named(name: &str) -> Option<Option<Backend>> {
    if name == "auto" {
        return Some(None);
    }
    Backend::ALL.into_iter().find(|backend| backend.name() == name).map(Some)
}

fn hint(name: &str) -> String {
    let known = Backend::ALL.map(Backend::name);
    let usual = match name.to_ascii_lowercase().as_str() {
        "cpu" | "ndarray" => Some("flex"),
        "gpu" => Some("auto"),
        "hip" | "amd" => Some("rocm"),
        "mps" => Some("metal"),
        "wgpu" => Some("webgpu"),
        "nvidia" => Some("cuda"),
        _ => None,
    };
    let nearest = usual.or_else(|| super::names::nearest(name, known.iter().copied()));
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("write one of {}, auto, with a number where there are several: `cuda:1`", known.join(", ")),
    }
}

/// The device that a config string names: `flex`, `cuda:0`, `vulkan`, ..., or `auto` for the first backend with hardware.
///
/// # Errors
/// When the string is not known, the backend is not compiled in, or there is no such hardware.
pub fn parse(text: &str) -> Result<Device, DeviceError> {
    let spec = DeviceSpec::read(text)?;
    let Some(backend) = spec.backend else { return auto() };
    let Some(mut devices) = backend.enumerate() else {
        return Err(DeviceError::NotBuilt { text: text.to_owned(), backend, built: built().join(", ") });
    };
    let (index, count) = (spec.index.unwrap_or(0), devices.len());
    if count == 0 {
        return Err(DeviceError::NoHardware { text: text.to_owned(), backend, driver: backend.driver() });
    }
    if index >= count {
        return Err(DeviceError::NoSuchIndex { text: text.to_owned(), backend, count });
    }
    Ok(devices.swap_remove(index))
}

/// The first device of the first backend that sees one; software renderers are passed over.
fn auto() -> Result<Device, DeviceError> {
    let seen = Backend::ALL.into_iter().filter_map(Backend::enumerate).flatten();
    let mut real = seen.filter(|device| !is_software(device));
    real.next().ok_or_else(|| DeviceError::NoHardware {
        text: "auto".into(),
        backend: Backend::Flex,
        driver: Backend::Flex.driver(),
    })
}

/// Whether a graphics API runs this device on the CPU: far slower than `flex`, and some drivers crash.
fn is_software(device: &Device) -> bool {
    format!("{device:?}").contains("WgpuDevice") && format!("{device:?}").contains("Cpu")
}

fn built() -> Vec<&'static str> {
    Backend::ALL.into_iter().filter(|backend| backend.enumerate().is_some()).map(Backend::name).collect()
}

/// One line of the device list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The backend.
    pub backend: Backend,
    /// Whether it is compiled in.
    pub built: bool,
    /// Config strings of the devices it sees, for example `cuda:0`.
    pub devices: Vec<String>,
    /// What to do where there is none; empty where there is one.
    pub remedy: String,
}

/// Every backend, whether it is compiled in, and the devices it sees here.
pub fn available() -> Vec<DeviceInfo> {
    Backend::ALL.into_iter().map(info).collect()
}

fn info(backend: Backend) -> DeviceInfo {
    let seen = backend.enumerate();
    let count = seen.as_ref().map_or(0, Vec::len);
    let remedy = match &seen {
        None => format!("not compiled in; build with `--features {backend}`"),
        Some(devices) if devices.is_empty() => format!("no device found; needs {}", backend.driver()),
        Some(_) => String::new(),
    };
    let name = |index| if backend == Backend::Flex { backend.to_string() } else { format!("{backend}:{index}") };
    DeviceInfo { backend, built: seen.is_some(), devices: (0..count).map(name).collect(), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_device_needs_nothing_installed() {
        assert!(parse("flex").is_ok());
        assert!(parse("auto").is_ok());
    }

    #[test]
    fn numbers_follow_a_colon() {
        assert_eq!(DeviceSpec::read("cuda:1"), Ok(DeviceSpec { backend: Some(Backend::Cuda), index: Some(1) }));
        assert_eq!(DeviceSpec::read("vulkan"), Ok(DeviceSpec { backend: Some(Backend::Vulkan), index: None }));
        assert_eq!(DeviceSpec::read("auto"), Ok(DeviceSpec { backend: None, index: None }));
        let message = DeviceSpec::read("cuda:first").unwrap_err().to_string();
        assert!(message.contains("`cuda:0`"), "{message}");
        assert!(DeviceSpec::read("flex:0").unwrap_err().to_string().contains("without a number"));
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        for (wrong, right) in [("cdua", "`cuda`"), ("cpu", "`flex`"), ("mps", "`metal`"), ("vulcan:0", "`vulkan`")] {
            let message = parse(wrong).unwrap_err().to_string();
            assert!(message.contains(right), "{message}");
        }
        assert!(parse("abacus").unwrap_err().to_string().contains("cuda, rocm, metal, vulkan, webgpu, flex, auto"));
    }

    #[cfg(not(feature = "rocm"))]
    #[test]
    fn a_backend_left_out_of_the_build_is_named_with_its_feature() {
        let message = parse("rocm:0").unwrap_err().to_string();
        assert!(message.contains("cargo build --release --features rocm"), "{message}");
        assert!(message.contains("it has: flex"), "{message}");
    }

    #[test]
    fn a_machine_without_the_driver_is_told_what_is_missing() {
        let error = DeviceError::NoHardware { text: "cuda:0".into(), backend: Backend::Cuda, driver: Backend::Cuda.driver() };
        assert!(error.to_string().contains("libcuda.so.1"), "{error}");
    }

    #[test]
    fn the_list_has_every_backend_and_says_how_to_get_the_missing_ones() {
        let list = available();
        assert_eq!(list.len(), Backend::ALL.len());
        let flex = list.iter().find(|info| info.backend == Backend::Flex).unwrap();
        assert_eq!(flex.devices, ["flex"]);
        for info in list.iter().filter(|info| info.devices.is_empty()) {
            assert!(!info.remedy.is_empty(), "{info:?}");
        }
    }
}
