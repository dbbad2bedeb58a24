#pragma once
// The detectors of this folder; detectors() lists them.

#include "analysis/detect/detector.h"

namespace causeway::detect {

// A template never seen in training, or a session longer or shorter than any. Score: such events plus events beyond the
// range of lengths.
const Detector &newEventDetector();
// Distance of a session's event counts to the nearest training session's. Score: events missing or too many.
const Detector &countVectorDetector();
// Runs of 2 to 4 events never seen in training. Score: how many.
const Detector &ngramDetector();
// Counts, runs and lengths together, by a rule chosen on training sessions. Score: events (or runs) beyond what the part
// that is exceeded most tolerates; the threshold is 0.
const Detector &trivialDetector();
// Counts per template and level over time against EWMA and MAD bands. Score: robust standard deviations.
const Detector &thresholdDetector();

} // namespace causeway::detect
