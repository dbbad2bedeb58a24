#pragma once
// What is done when a trigger says that a service is wrong: the same whatever the trigger. More comes from outside than is normal: replicas
// are added where there are too few. Else: its replicas are replaced, and where that did not help, added to. All of it goes through
// Actions, so no floor is broken, and nothing is done (nor a deed) that needs a consent which is missing.

#include "analysis/allocate/policy.h"
#include "analysis/loop/trigger.h"

namespace causeway::loop {

struct HealSettings {
    double intervalS = 5;               // between looks
    double rush = 1.3;                  // requests from outside as a multiple of what is normal: more is a rush
    double target = 0.6;                // utilisation that replicas are added for
    double busy = 0.8;                  // in a rush they are added where it is above that
    bool limit = false;                 // requests are refused while too few replicas are up, beyond `queue` for each server
    double queue = 3;
    double againS = 60;                 // after something was done at a service, it is left alone for that long
    double calmS = 120;                 // without alarms: then added replicas are taken away, one at a time
    unsigned mostReplicas = 20;         // of a service
};

// What happened, for those who look at it afterwards. Times are seconds, 0 is where measuring begins.
struct LoopRecord {
    struct Window {
        double timeS = 0;               // its end
        std::uint64_t judged = 0, violations = 0; // of the operations that have objectives
    };
    struct Deed {
        enum class What : std::uint8_t { Replace, Add, Limit, TakeAway } what = What::Replace;
        double timeS = 0;
        std::uint32_t service = 0;
        unsigned replicas = 0;          // asked for
    };
    struct Seen {
        double timeS = 0, windowS = 0;
        std::vector<simulate::ServiceWindow> services;
    };
    bool keepSeen = false;              // set by who asks for it
    std::vector<Seen> seen;             // what a trigger was shown, from the beginning of the warm-up on
    std::vector<Window> windows;
    std::vector<std::pair<double, std::uint32_t>> alarms; // time, service: the strongest of each look that had any
    std::vector<Deed> deeds;
    double strongest = 0;
    Normal sums;                        // of the windows
};

// trigger: none never says anything. record: may be absent.
std::unique_ptr<simulate::Controller> healer(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, std::unique_ptr<Trigger> trigger, const HealSettings &settings, std::shared_ptr<LoopRecord> record);

} // namespace causeway::loop
