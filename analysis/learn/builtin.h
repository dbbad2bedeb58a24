#pragma once
// The detectors that learn weights. They read and score without the library of learning machines only where told so.

#include <span>

#include "analysis/detect/detector.h"

namespace causeway::learn {

// In the order shown.
std::span<const detect::Detector *const> detectors();

// The next event by an LSTM over the last ten (Du 2017).
const detect::Detector &deeplogDetector();
// The same over whole sessions, with attention over what came before (Brown 2018).
const detect::Detector &attentionDetector();
// The numeric parameters of events and the times between them, by an LSTM (Du 2017, section 3.2). Score: standard deviations.
const detect::Detector &valuesDetector();
// The same by each parameter's own bounds, without that library: what a network has to be better than.
const detect::Detector &valueBoundsDetector();
// Learn from sessions labelled normal and anomalous, without that library. Score: the probability of an anomaly.
const detect::Detector &logisticDetector();
const detect::Detector &mlpDetector();

// All that need no labels together, those of detect::detectors() and a network.
const detect::Detector &ensembleDetector();

} // namespace causeway::learn
