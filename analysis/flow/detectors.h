#pragma once
// Detectors of sessions that learn a control-flow graph.

#include <span>

#include "analysis/detect/detector.h"

namespace causeway::flow {

// What follows from what in a session (session_order.h), where it begins and ends. Score: how many such facts no training
// session has. A missing child is a new end, a missing parent a new beginning.
const detect::Detector &cfgDetector();

// An automaton of sessions (session_automaton.h). Score: transitions and ends that it lacks beyond what is tolerated, and less
// than one each for the loop and the transition that are furthest beyond their bounds; the threshold is 0.
const detect::Detector &fsaDetector();

// A graph with bounds of times, and a checker of open instances (checker.h). Score: findings of sequence, redundancy, missing steps
// and loops beyond what is tolerated, and less than one for the step that is latest beyond its bound; the threshold is 0.
const detect::Detector &tcfgDetector();

std::span<const detect::Detector *const> detectors();

} // namespace causeway::flow
