#pragma once
// One step of an LSTM layer after its matrix products, over a batch: one pass over the gates each way, vectorised for the processor
// it runs on. sigmoid and tanh by a polynomial for exp (Cephes, expf), exact to 2e-7 absolute.

#include <cstdint>

namespace causeway::learn {

// gates [rows, 4H], in order input, forget, output, candidate: sums before, values after their functions. before: cells of the step
// before, or null at the first. cells, cellTanh, hidden: [rows, H], written; cellTanh may be null.
void lstmForwardStep(float *gates, const float *before, float *cells, float *cellTanh, float *hidden, std::int64_t rows, std::int64_t h);

// From dL/dh (with what comes from later steps) and dL/dc of later steps to the gates before their functions; leaves dL/dc of the
// step before in dCells.
void lstmBackwardStep(const float *gates, const float *cellTanh, const float *before, const float *dHidden, float *dCells, float *dGates, std::int64_t rows,
                      std::int64_t h);

} // namespace causeway::learn
