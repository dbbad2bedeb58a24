#pragma once
// The sample incident: a shop's logs with the truth beside them, imported, grouped and judged by the detectors as they are. What
// they find is held against the truth only afterwards; no detector sees it.

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/demo/shop.h"
#include "app/engine/analyse.h"
#include "storage/project.h"

namespace causeway::engine {

// How a run stands to the truth, over the requests that nobody labelled.
struct SampleFigures {
    std::string detector;
    RunId run;
    struct OfFault {
        std::uint64_t requests = 0, found = 0;
    };
    std::array<OfFault, demo::kFaults> faults{};       // by demo::Fault
    std::uint64_t right = 0, falseAlarms = 0, missed = 0;
    std::uint64_t judged = 0;                          // requests
    std::uint64_t jittered = 0, jitterFlagged = 0;
    [[nodiscard]] double precision() const { return right + falseAlarms > 0 ? static_cast<double>(right) / static_cast<double>(right + falseAlarms) : 0; }
    [[nodiscard]] double recall() const { return right + missed > 0 ? static_cast<double>(right) / static_cast<double>(right + missed) : 0; }
    [[nodiscard]] double f1() const { return right > 0 ? 2.0 * static_cast<double>(right) / static_cast<double>(2 * right + falseAlarms + missed) : 0; }
    [[nodiscard]] double jitterShare() const { return jittered > 0 ? static_cast<double>(jitterFlagged) / static_cast<double>(jittered) : 0; }
};

// The detector that judges order and times of requests, whose figures stand for the sample.
constexpr const char *kSampleDetector = "tcfg";

struct SampleIncidentRequest {
    std::string folder;          // made where it is missing
    std::size_t lines = 50'000;
    std::uint64_t seed = 1;
    unsigned threads = 0;
    bool network = true;         // also a network, whose findings have heat maps
    std::function<void(const Message &)> onStage; // what begins now; called on the calling thread
};

struct SampleIncidentResponse {
    std::string project;         // path
    std::vector<std::string> files; // logs, and the truth as the last
    std::uint64_t events = 0, sessions = 0, requests = 0;
    std::vector<SampleFigures> figures; // of every run that judges sessions, in the order they ran
    std::vector<Error> warnings;
    [[nodiscard]] const SampleFigures *figuresOf(std::string_view detector) const; // nullptr: it did not run
};

std::string sampleProjectPath(const std::string &folder);

// Writes the logs, truth.csv and the project into the folder. Requests of the first half hour come labelled normal. A project
// that was begun goes again on failure. Errors: Conflict (there is a project in the folder), Unwritable, InvalidInput (lines),
// Cancelled.
Result<SampleIncidentResponse> makeSampleIncident(const SampleIncidentRequest &request, const Job &job);

} // namespace causeway::engine
