#pragma once
// The detectors, one a file.

#include "analysis/allocate/heartbeat/detector.h"

namespace causeway::allocate::heartbeat {

DetectorInfo fixedPush();
DetectorInfo networkPull();
DetectorInfo phiAccrual();
DetectorInfo chen();
DetectorInfo multiFactor();

} // namespace causeway::allocate::heartbeat
