#pragma once
// The incomplete gamma function and its kin, for tests and fits of distributions.

namespace causeway {

// Q(a, x) = Γ(a, x) / Γ(a): P(X > x) of a gamma variable of shape a and scale 1. By series or continued fraction (Press et al.,
// "Numerical Recipes", section 6.2), about 1e-14. a > 0.
double gammaTail(double a, double x);

// ψ and ψ′, by recurrence and asymptotic series (Abramowitz and Stegun 6.3.18, 6.4.12). x > 0.
double digamma(double x);
double trigamma(double x);

} // namespace causeway
