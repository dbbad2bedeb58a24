#pragma once
// Faults that were injected into a system, with what was measured around them: folders of the data folder's nezha/.

#include <string>
#include <vector>

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/material.h"

namespace causeway::bench {

struct Fault {
    std::string service, pod, kind; // kind as injected: cpu_contention, return …
    TimePoint at;
    [[nodiscard]] rootcause::CauseKind expected() const;
};

struct LabelledDay {
    std::string name;               // TrainTicket/2023-01-29
    rootcause::Material material;
    std::vector<Fault> faults;      // rising by time
};

// Imports the folder into a project of its own, as a user would. Empty where it is missing.
LabelledDay loadDay(const std::string &folder);

} // namespace causeway::bench
