//! Trigonometric and hyperbolic functions and their inverses.

use super::Eval;
use crate::ball::Complex;
use crate::tree::Function;

impl Eval<'_> {
    pub(super) fn trigonometric(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        self.pay_for(of, 1, 5)?;
        let (sin, cos) = self.arithmetic.complex_sin_cos(of)?;
        let one = self.number(1);
        match function {
            Function::Sin => Some(sin),
            Function::Cos => Some(cos),
            Function::Tan => self.arithmetic.over(&sin, &cos),
            Function::Cot => self.arithmetic.over(&cos, &sin),
            Function::Sec => self.arithmetic.over(&one, &cos),
            _ => self.arithmetic.over(&one, &sin),
        }
    }

    pub(super) fn hyperbolic(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        self.pay_for(of, 2, 5)?;
        let up = self.arithmetic.complex_exp(of)?;
        let one = self.number(1);
        let down = self.arithmetic.over(&one, &up)?;
        let (sum, difference) = (self.arithmetic.plus(&up, &down)?, self.arithmetic.minus(&up, &down)?);
        let two = self.number(2);
        match function {
            Function::Sinh => self.arithmetic.over(&difference, &two),
            Function::Cosh => self.arithmetic.over(&sum, &two),
            _ => self.arithmetic.over(&difference, &sum),
        }
    }

    pub(super) fn inverse(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        use Function as F;
        match function {
            F::ArcSin | F::ArcCos => self.pay_for(of, 3, 8)?,
            F::ArcTan | F::ArcCot => self.pay_for(of, 3, 11)?,
            // Paid by what they are made of.
            _ => {}
        }
        let one = self.number(1);
        match function {
            F::ArcSin => self.arithmetic.complex_asin(of),
            F::ArcCos => self.arithmetic.complex_acos(of),
            F::ArcTan => self.arithmetic.complex_atan(of),
            F::ArcSec | F::ArcCsc => {
                let turned = self.arithmetic.over(&one, of)?;
                self.inverse(if function == F::ArcSec { F::ArcCos } else { F::ArcSin }, &turned)
            }
            F::ArcCot => {
                let tangent = self.arithmetic.complex_atan(of)?;
                let pi = self.arithmetic.pi()?;
                let half = self.arithmetic.over(&self.real(pi), &self.number(2))?;
                self.arithmetic.minus(&half, &tangent)
            }
            F::ArcSinh | F::ArcCosh => {
                let square = self.arithmetic.times(of, of)?;
                let inner = if function == F::ArcSinh {
                    self.arithmetic.plus(&square, &one)?
                } else {
                    self.arithmetic.minus(&square, &one)?
                };
                let root = self.rooted(&inner, 2)?;
                let sum = self.arithmetic.plus(of, &root)?;
                self.ln(&sum)
            }
            F::ArcTanh => {
                let (above, below) = (self.arithmetic.plus(&one, of)?, self.arithmetic.minus(&one, of)?);
                let ratio = self.arithmetic.over(&above, &below)?;
                let ln = self.ln(&ratio)?;
                self.arithmetic.over(&ln, &self.number(2))
            }
            _ => None,
        }
    }
}
