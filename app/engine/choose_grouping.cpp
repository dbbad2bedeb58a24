#include "app/engine/choose_grouping.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "app/engine/session_keys.h"
#include "app/engine/span_starts.h"
#include "storage/import/span_starts.h"

namespace causeway::engine {

using sessions::Grouping;

namespace {

constexpr std::size_t kSampledChunks = 4;
constexpr double kMostEvents = 0.5; // must have what they are grouped by
constexpr std::int64_t kWindowNs = 60'000'000'000;

// How many of the sampled events have a header field, and with how many values (counted up to a bound).
struct FieldUse {
    std::uint64_t events = 0;
    std::set<std::string> values;
    void add(std::string_view value)
    {
        ++events;
        if (values.size() < 1000)
            values.emplace(value);
    }
};

std::string percent(std::uint64_t part, std::uint64_t whole)
{
    return std::to_string(whole == 0 ? 0 : static_cast<std::int64_t>(std::llround(100.0 * static_cast<double>(part) / static_cast<double>(whole))));
}

struct Sample {
    std::uint64_t events = 0, timed = 0;
    FieldUse trace, thread;
    std::vector<sessions::Candidate> candidates;
};

Result<Sample> lookAt(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    Sample sample;
    sessions::IdentifierFinder finder;
    std::vector<NamedKey> named;
    std::vector<sessions::IdentifierFinder::Value> values;
    std::vector<std::size_t> chunks; // starts of spans are events of traces alone
    const std::vector<bool> spanStarts = spanStartChunks(snapshot);
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
        if (!spanStarts[c])
            chunks.push_back(c);
    std::size_t last = SIZE_MAX;
    for (std::size_t i = 0; i < kSampledChunks && !chunks.empty(); ++i) {
        const std::size_t chunk = chunks[i * (chunks.size() - 1) / std::max<std::size_t>(kSampledChunks - 1, 1)];
        if (chunk == last)
            continue;
        last = chunk;
        const storage::SourceInfo *source = snapshot.source(snapshot.chunks[chunk].source);
        if (source != nullptr && source->format == "sequences")
            continue; // its events are bare keys
        CAUSEWAY_ASSIGN(const auto text, reader.text(chunk));
        const storage::ChunkRows &rows = text->rows();
        for (std::uint32_t row = 0; row < rows.shapes.size(); ++row) {
            if (row % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            namedValues(*text, snapshot, row, named);
            values.clear();
            for (const NamedKey &value : named) {
                values.push_back({value.name, value.key});
                if (value.role == Role::Trace)
                    sample.trace.add(value.key);
                else if (value.role == Role::Thread)
                    sample.thread.add(value.key);
            }
            finder.addEvent(catalog.templateOf(rows.shapes[row]), rows.timesNs[row], values);
            ++sample.events;
            sample.timed += rows.timesNs[row] != TimePoint::none().ns ? 1 : 0;
        }
    }
    sample.candidates = finder.rank();
    return sample;
}

} // namespace

Result<ChosenGrouping> chooseGrouping(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const Grouping &asked, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    ChosenGrouping chosen;
    const auto done = [&](Grouping::By by, std::string why) {
        chosen.grouping.by = by;
        chosen.why = std::move(why);
        return chosen;
    };
    const bool sequencesOnly = std::all_of(snapshot.sources.begin(), snapshot.sources.end(),
                                           [](const storage::SourceInfo &source) { return source.events == 0 || source.format == "sequences" || storage::holdsSpanStarts(source); });
    if (asked.by == Grouping::By::Auto && sequencesOnly && snapshot.events > 0)
        return done(Grouping::By::Sequence, "every source is a sequence file: a line is a session");
    CAUSEWAY_ASSIGN(Sample sample, lookAt(reader, catalog, job));
    chosen.candidates = std::move(sample.candidates);
    const auto mostly = [&](const FieldUse &use) { return static_cast<double>(use.events) >= kMostEvents * static_cast<double>(sample.events) && use.values.size() > 1; };
    if (asked.by == Grouping::By::Auto && sample.events > 0 && mostly(sample.trace))
        return done(Grouping::By::Trace, percent(sample.trace.events, sample.events) + " % of events carry a trace id");
    // Asked for an identifier, the best one it is; else it must not leave most events out.
    const auto usable = std::find_if(chosen.candidates.begin(), chosen.candidates.end(), [&](const sessions::Candidate &candidate) {
        return asked.by == Grouping::By::Identifier || candidate.coverage >= kMostEvents;
    });
    if (usable != chosen.candidates.end()) {
        const sessions::Candidate &best = *usable;
        chosen.grouping.identifier = best.name;
        return done(Grouping::By::Identifier, "“" + best.name + "”: " + best.why);
    }
    if (asked.by == Grouping::By::Identifier)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The events cannot be grouped by an identifier")),
                       Message(CAUSEWAY_TEXT("no value in the messages comes back in several events of several patterns")),
                       Message(CAUSEWAY_TEXT("Group by thread, source or window:60.")));
    if (sample.events > 0 && mostly(sample.thread))
        return done(Grouping::By::Thread, "no identifier groups most messages; " + percent(sample.thread.events, sample.events) + " % of events tell their thread");
    if (sample.timed == 0 && sample.events > 0)
        return done(Grouping::By::Source, "the events have neither an identifier nor times: each source is a session");
    chosen.grouping.windowNs = kWindowNs;
    return done(Grouping::By::Window, "no identifier groups most messages: windows of one minute");
}

} // namespace causeway::engine
