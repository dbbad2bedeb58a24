#include "app/engine/parameter_values.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "analysis/core/parallel.h"
#include "app/engine/mine_templates.h"
#include "app/engine/number_spread.h"
#include "storage/chunk_codec.h"
#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

// Chunks are read in parallel and added up in their order, so many at a time: the result depends on the order alone.
constexpr std::size_t kChunksAtOnce = 16;
constexpr std::size_t kOverhead = 96; // bytes that a value takes beside its text

struct Tally {
    std::uint64_t count = 0;
    EventId first;
};

// One chunk's values: views of the chunk, or of `made`.
struct ChunkValues {
    std::shared_ptr<const storage::ChunkText> text;
    std::deque<std::string> made;
    std::vector<std::unordered_map<std::string_view, Tally>> values; // by parameter
    std::uint64_t events = 0, unreadable = 0;
};

struct Values {
    std::unordered_map<std::string_view, std::size_t> index; // of a text in `list`
    std::deque<ParameterValue> list;                         // as they came
    std::uint64_t count = 0, others = 0;                     // others: not numbers, not in the list
    bool more = false;
    NumberSketch sketch;
};

class Collector {
public:
    Collector(storage::EventReader &reader, const storage::TemplateInfo &info, const ParameterValuesRequest &request) : m_reader(reader), m_request(request)
    {
        for (const templates::Token &token : info.tokens)
            if (token.parameter)
                m_types.push_back(token.type);
        m_values.resize(m_types.size());
        const storage::Snapshot &snapshot = reader.snapshot();
        for (const ShapeId shape : info.shapes)
            if (shape.value < snapshot.shapes.size())
                m_paths.emplace(shape.value, storage::parameterPaths(info.tokens, snapshot.shapes[shape.value]));
    }

    [[nodiscard]] bool mayHold(const storage::ChunkInfo &info) const
    {
        return m_request.range.isAll() || (!info.from.isNone() && info.to >= m_request.range.from && info.from < m_request.range.to);
    }

    Result<void> read(std::size_t chunk, ChunkValues &out, const Job &job) const
    {
        const storage::ChunkInfo &info = m_reader.snapshot().chunks[chunk];
        CAUSEWAY_ASSIGN(const auto rows, m_reader.decodedRows(chunk));
        std::vector<const std::vector<storage::ParameterPath> *> paths(rows->shapes.size());
        bool any = false;
        for (std::size_t local = 0; local < paths.size(); ++local)
            if (const auto found = m_paths.find(rows->shapes[local].value); found != m_paths.end()) {
                paths[local] = &found->second;
                any = true;
            }
        if (!any)
            return {};
        out.values.resize(m_types.size());
        std::string scratch;
        for (std::uint32_t row = 0; row < rows->localShapes.size(); ++row) {
            const std::uint32_t local = rows->localShapes[row];
            if (paths[local] == nullptr)
                continue;
            if ((row & 1023) == 0 && job.isCancelled())
                return failure(cancelled());
            const EventId event(info.first.value + row);
            if (m_request.filter && !m_request.filter->contains(event))
                continue;
            const TimePoint time{rows->rows.timesNs[row]};
            if (!m_request.range.isAll() && (time.isNone() || !m_request.range.contains(time)))
                continue;
            ++out.events;
            const auto &ofShape = *paths[local];
            if (ofShape.size() != m_types.size()) {
                ++out.unreadable;
                continue;
            }
            if (!out.text) {
                CAUSEWAY_ASSIGN(out.text, m_reader.text(chunk));
            }
            for (std::size_t k = 0; k < ofShape.size(); ++k) {
                std::string_view value = ofShape[k].value(*out.text, local, out.text->shapeOrdinal(row), scratch);
                auto found = out.values[k].find(value);
                if (found == out.values[k].end()) {
                    if (ofShape[k].parts.size() > 1)
                        value = out.made.emplace_back(value);
                    found = out.values[k].emplace(value, Tally{0, event}).first;
                }
                ++found->second.count;
            }
        }
        return {};
    }

    void add(const ChunkValues &chunk)
    {
        m_events += chunk.events;
        m_unreadable += chunk.unreadable;
        // In order of what came first: which values are told apart must not depend on a hash table.
        std::vector<std::pair<std::string_view, Tally>> fresh;
        for (std::size_t k = 0; k < chunk.values.size(); ++k) {
            Values &all = m_values[k];
            fresh.clear();
            for (const auto &[text, tally] : chunk.values[k]) {
                all.count += tally.count;
                if (const auto found = all.index.find(text); found != all.index.end()) {
                    ParameterValue &value = all.list[found->second];
                    value.count += tally.count;
                } else
                    fresh.emplace_back(text, tally);
            }
            std::sort(fresh.begin(), fresh.end(), [](const auto &a, const auto &b) { return a.second.first < b.second.first; });
            for (const auto &[text, tally] : fresh)
                addFresh(all, m_types[k], text, tally);
        }
    }

    ParameterValuesResponse finish(const storage::TemplateInfo &info)
    {
        ParameterValuesResponse response;
        response.id = info.id;
        response.events = m_events;
        response.unreadable = m_unreadable;
        std::uint32_t k = 0;
        for (const templates::Token &token : info.tokens) {
            if (!token.parameter)
                continue;
            Values &all = m_values[k];
            ParameterSummary summary;
            summary.parameter = k++;
            summary.name = token.text;
            summary.shown = token.shown;
            summary.type = token.type;
            summary.count = all.count;
            summary.distinct = all.list.size();
            summary.more = all.more;
            all.index.clear();
            if (isNumeric(token.type)) {
                std::vector<NumberSpread::Outlier> numbers;
                std::uint64_t others = all.others;
                for (const ParameterValue &value : all.list) {
                    if (const auto number = readNumber(value.text, token.type))
                        numbers.push_back({*number, value});
                    else
                        others += value.count;
                }
                if (!numbers.empty() || !all.sketch.isEmpty()) {
                    summary.numbers = spreadOf(numbers, all.sketch, token.type, m_request);
                    summary.numbers->others = others;
                }
            }
            const std::size_t top = std::min(m_request.top, all.list.size());
            std::partial_sort(all.list.begin(), all.list.begin() + static_cast<std::ptrdiff_t>(top), all.list.end(),
                              [](const ParameterValue &a, const ParameterValue &b) { return a.count != b.count ? a.count > b.count : a.text < b.text; });
            summary.top.assign(std::make_move_iterator(all.list.begin()), std::make_move_iterator(all.list.begin() + static_cast<std::ptrdiff_t>(top)));
            response.parameters.push_back(std::move(summary));
        }
        return response;
    }

private:
    void addFresh(Values &all, templates::ParameterType type, std::string_view text, const Tally &tally)
    {
        if (all.list.size() < m_request.maxDistinct && m_bytes + text.size() + kOverhead <= m_request.maxBytes && !all.more) {
            m_bytes += text.size() + kOverhead;
            all.list.push_back({std::string(text), tally.count, tally.first});
            all.index.emplace(all.list.back().text, all.list.size() - 1);
            return;
        }
        all.more = true;
        if (!isNumeric(type))
            return;
        if (const auto number = readNumber(text, type))
            all.sketch.add(*number, {std::string(text), tally.count, tally.first});
        else
            all.others += tally.count;
    }

    storage::EventReader &m_reader;
    const ParameterValuesRequest &m_request;
    std::vector<templates::ParameterType> m_types; // by parameter
    std::unordered_map<std::uint32_t, std::vector<storage::ParameterPath>> m_paths; // by shape
    std::vector<Values> m_values;
    std::size_t m_bytes = 0;
    std::uint64_t m_events = 0, m_unreadable = 0;
};

} // namespace

Result<ParameterValuesResponse> parameterValues(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const ParameterValuesRequest &request, const Job &job)
{
    const storage::TemplateInfo *info = catalog.find(request.id);
    if (info == nullptr)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no template %1"), request.id.value));
    Collector collector(reader, *info, request);
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::size_t> chunks;
    for (std::size_t i = 0; i < snapshot.chunks.size(); ++i)
        if (collector.mayHold(snapshot.chunks[i]))
            chunks.push_back(i);
    for (std::size_t from = 0; from < chunks.size(); from += kChunksAtOnce) {
        std::vector<ChunkValues> part(std::min(kChunksAtOnce, chunks.size() - from));
        CAUSEWAY_TRY(parallelFor(part.size(), request.threads, job, [&](std::size_t i, unsigned) { return collector.read(chunks[from + i], part[i], job); }));
        for (const ChunkValues &values : part)
            collector.add(values);
        job.report({static_cast<double>(from + part.size()), static_cast<double>(chunks.size()), Progress::Unit::None});
    }
    if (job.isCancelled())
        return failure(cancelled());
    return collector.finish(*info);
}

Result<ParameterValuesResponse> parameterValues(storage::Project &project, const ParameterValuesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    return parameterValues(reader, *catalog, request, job);
}

} // namespace causeway::engine
