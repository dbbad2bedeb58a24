#pragma once
// What values the parameters of one template have: how many, which most often, and how numbers spread.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "storage/event_reader.h"
#include "storage/filter.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ParameterValuesResponse;

struct ParameterValuesRequest {
    TemplateId id;
    TimeRange range;
    std::shared_ptr<const storage::FilterResult> filter; // nullptr = every event
    std::size_t top = 10;               // values listed
    std::size_t bins = 40;              // of histograms
    std::size_t outliers = 20;          // listed of a parameter
    std::size_t maxDistinct = 100'000;  // values of a parameter that are told apart
    std::size_t maxBytes = 64u << 20;   // of all of them together
    unsigned threads = 0;
    // Told what is counted so far where it takes longer, from any thread, one call after another; when, and how often, depends on
    // the machine.
    std::function<void(ParameterValuesResponse)> partial = {};
    std::chrono::milliseconds partialAfter{350}, partialEvery{1000};
};

struct ParameterValue {
    std::string text;
    std::uint64_t count = 0;
    EventId first; // smallest number of an event that has it
};

// Of type integer, decimal, duration (in nanoseconds) or size (in bytes). A value with a unit is read in it ("1.5 MB",
// "12 ms"; kB and KB are 1000 bytes, KiB 1024); durations and sizes without one are not numbers, but for 0.
struct NumberSpread {
    enum class Unit : std::uint8_t { None, Nanoseconds, Bytes } unit = Unit::None;
    std::uint64_t count = 0;   // values that are numbers
    std::uint64_t others = 0;  // values that are not
    double min = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0, p99 = 0, max = 0; // nearest rank
    bool approximate = false;  // more distinct values than are told apart: quantiles within 1 %, min and max exact
    bool logarithmic = false;  // bins of equal ratio: all are above 0 and the largest is over 1000 times the smallest
    bool binPerNumber = false; // bin i is of the whole number min + i alone
    std::vector<std::uint64_t> bins; // from min to max, ends included
    struct Outlier {
        double value = 0;
        ParameterValue is;
    };
    // Below p25 − 3 (p75 − p25) or above p75 + 3 (p75 − p25) (Tukey 1977, "far out"), farthest first; none where p25 = p75, which
    // gives no measure of what is far.
    std::vector<Outlier> outliers;
    std::uint64_t outlierEvents = 0; // of all such values; a lower bound where approximate
    [[nodiscard]] double binEdge(std::size_t i) const; // lower edge of bin i; of bins.size(): the upper end
};

struct ParameterSummary {
    std::uint32_t parameter = 0; // its number among the template's parameter tokens
    std::string name, shown;     // as in the token
    templates::ParameterType type = templates::ParameterType::Text;
    std::uint64_t count = 0;     // events that have it
    std::uint64_t distinct = 0;
    bool more = false;           // distinct is a lower bound, and top is of the values that came first
    std::vector<ParameterValue> top; // falling count, ties by text
    std::optional<NumberSpread> numbers;
};

struct ParameterValuesResponse {
    TemplateId id; // what the asked for is now
    double share = 1;            // of the blocks of events that were looked at; below 1 in a partial response only
    std::uint64_t events = 0;    // of the template, under range and filter
    std::uint64_t unreadable = 0; // of these, not written like the template: a person put them there
    std::vector<ParameterSummary> parameters;
};

// One pass over the chunks that hold the template. The result does not depend on threads. Errors: NotFound, Cancelled, Damaged.
Result<ParameterValuesResponse> parameterValues(storage::EventReader &reader, const storage::TemplateCatalog &catalog,
                                                const ParameterValuesRequest &request, const Job &job);
Result<ParameterValuesResponse> parameterValues(storage::Project &project, const ParameterValuesRequest &request, const Job &job);

} // namespace causeway::engine
