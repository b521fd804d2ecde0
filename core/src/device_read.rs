//! Reading numbers back from the device.

use burn::tensor::Tensor;

/// The numbers of a tensor in row-major order.
///
/// # Panics
/// When the device has failed: there is nothing to go on with, and the message is the backend's.
pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    match tensor.try_into_vec_as::<f32>() {
        Ok(values) => values,
        Err(error) => panic!("the device failed while a result was read back: {error:?}"),
    }
}
