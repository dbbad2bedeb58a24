#pragma once
// What a verb is, and what it works with.

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/json_writer.h"
#include "app/cli/arguments.h"
#include "app/cli/cli.h"
#include "app/cli/output.h"
#include "storage/project.h"

namespace causeway::cli {

struct Context {
    const Arguments &arguments;
    Output &out;
    Job job;              // cancelled by Ctrl+C; shows progress where stderr is a terminal
    bool json = false;    // one JSON document on stdout
    unsigned threads = 0;
    std::uint64_t seed = 1;
    const Drawing *drawing = nullptr;

    // Of the first positional argument.
    [[nodiscard]] Result<std::shared_ptr<storage::Project>> openProject() const;
    // A time; also a time of day ("12:10:38") where all events of the project lie on one day (UTC). nullopt where the option is not
    // given. Errors: Usage.
    [[nodiscard]] Result<std::optional<TimePoint>> time(std::string_view option, storage::Project &project) const;
    // From one option to the other, open where one is not given. Errors: Usage, also where nothing lies between.
    [[nodiscard]] Result<TimeRange> timeRange(std::string_view from, std::string_view to, storage::Project &project) const;
    [[nodiscard]] const std::string &positional(std::size_t i) const { return arguments.positional()[i]; }
    void print(JsonWriter &document) const { out.write(document.take() + "\n"); }
    void warn(const Error &error) const;
    // The newest edit of a kind ("label", "split" …: its beginning); says which it was.
    Result<void> undo(storage::Project &project, std::string kind) const;
};

struct Verb {
    std::string_view name;
    std::string_view usage;     // behind the name: "PROJECT FILE…"
    std::string_view summary;   // one line
    std::string_view help;      // more lines; may be empty
    std::vector<Option> options;
    std::size_t minimum = 0, maximum = 0; // of positional arguments
    Result<void> (*run)(Context &) = nullptr;
    // Common options that make a difference to it; every verb takes all of them.
    bool threads = false, seed = false;
};

// In the order of the help.
std::span<const Verb> verbs();

// The groups, each in its own file.
std::vector<Verb> dataVerbs();
std::vector<Verb> lineVerbs();
std::vector<Verb> templateVerbs();
std::vector<Verb> traceVerbs();
std::vector<Verb> rootCauseVerbs();
std::vector<Verb> incidentVerbs();
std::vector<Verb> modelVerbs();
std::vector<Verb> simulateVerbs();
std::vector<Verb> whatIfVerbs();
std::vector<Verb> trainingVerbs();
std::vector<Verb> scenarioVerbs();
std::vector<Verb> approvalVerbs();
std::vector<Verb> placeVerbs();
Result<void> runExplore(Context &context); // whatif --tornado, --sweep, --pareto
std::vector<Verb> loopVerbs();
std::vector<Verb> forecastVerbs();
std::vector<Verb> boundaryVerbs();
std::vector<Verb> splitVerbs();
std::vector<Verb> detectVerbs();
std::vector<Verb> labelVerbs();
std::vector<Verb> retrainVerbs();
std::vector<Verb> flowVerbs();
std::vector<Verb> workflowVerbs();
std::vector<Verb> bundleVerbs();
std::vector<Verb> demoVerbs();

} // namespace causeway::cli
