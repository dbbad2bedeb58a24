#include "storage/filter.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "analysis/core/parallel.h"
#include "storage/chunk_codec.h"
#include "storage/parameter_path.h"
#include "storage/text_matcher.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kRankBlock = 8; // words

} // namespace

bool Filter::isEmpty() const { return *this == Filter{}; }

bool FilterResult::contains(EventId event) const
{
    return event.value < m_size && (m_words[event.value / 64] >> (event.value % 64) & 1) != 0;
}

std::uint64_t FilterResult::rank(EventId event) const
{
    const std::uint64_t at = std::min(event.value, m_size);
    const std::size_t word = at / 64;
    std::uint64_t count = m_rank[word / kRankBlock];
    for (std::size_t w = word / kRankBlock * kRankBlock; w < word; ++w)
        count += static_cast<std::uint64_t>(std::popcount(m_words[w]));
    if (at % 64 != 0)
        count += static_cast<std::uint64_t>(std::popcount(m_words[word] & ((std::uint64_t{1} << at % 64) - 1)));
    return count;
}

EventId FilterResult::select(std::uint64_t n) const
{
    const auto block = static_cast<std::size_t>(std::upper_bound(m_rank.begin(), m_rank.end(), n) - m_rank.begin()) - 1;
    std::uint64_t left = n - m_rank[block];
    for (std::size_t w = block * kRankBlock; w < m_words.size(); ++w) {
        const auto here = static_cast<std::uint64_t>(std::popcount(m_words[w]));
        if (left >= here) {
            left -= here;
            continue;
        }
        std::uint64_t word = m_words[w];
        for (; left > 0; --left)
            word &= word - 1;
        return EventId(w * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
    }
    return EventId(m_size);
}

std::uint64_t FilterResult::bytes() const { return (m_words.size() + m_rank.size()) * sizeof(std::uint64_t); }

namespace {

class PreparedFilter final : public ChunkFilter {
public:
    static Result<std::unique_ptr<ChunkFilter>> make(EventReader &reader, const TemplateCatalog &catalog, const Filter &filter)
    {
        std::unique_ptr<PreparedFilter> job(new PreparedFilter(reader, filter));
        for (const TextCondition &text : filter.texts) {
            CAUSEWAY_ASSIGN(auto matcher, TextMatcher::make(text));
            job->m_matchers.push_back(std::move(matcher));
        }
        const Snapshot &snapshot = reader.snapshot();
        if (!filter.templates.empty() || !filter.notTemplates.empty()) {
            const auto among = [&](const std::vector<TemplateId> &list, TemplateId id) {
                return std::any_of(list.begin(), list.end(), [&](TemplateId wanted) {
                    const TemplateInfo *info = catalog.find(wanted); // ids that vanished go on meaning what they became
                    return info != nullptr ? info->id == id : wanted == id;
                });
            };
            job->m_shapePasses.resize(snapshot.shapes.size());
            for (std::size_t s = 0; s < snapshot.shapes.size(); ++s) {
                const TemplateId id = catalog.templateOf(ShapeId(static_cast<std::uint32_t>(s)));
                job->m_shapePasses[s] = (filter.templates.empty() || among(filter.templates, id)) && !among(filter.notTemplates, id);
            }
        }
        job->prepareParameters(catalog);
        job->m_levels = filter.levels.empty() ? ~0u : 0u;
        for (const Level level : filter.levels)
            job->m_levels |= 1u << static_cast<unsigned>(level);
        return std::unique_ptr<ChunkFilter>(std::move(job));
    }

    Result<std::vector<std::uint64_t>> rows(std::size_t index, const Job &job) override
    {
        const ChunkInfo &info = m_reader.snapshot().chunks[index];
        std::vector<std::uint64_t> bits((info.rows + 63) / 64);
        if (!m_filter.sources.empty() && std::find(m_filter.sources.begin(), m_filter.sources.end(), info.source) == m_filter.sources.end())
            return bits;
        const bool wholeTime = m_filter.range.isAll() || (!info.from.isNone() && m_filter.range.contains(info.from) && m_filter.range.contains(info.to));
        if (!m_filter.range.isAll() && !info.from.isNone() && (info.to < m_filter.range.from || info.from >= m_filter.range.to))
            return bits;
        for (std::uint32_t row = 0; row < info.rows; ++row)
            bits[row / 64] |= std::uint64_t{1} << row % 64;
        if (m_filter.events)
            keepEvents(info, bits);
        CAUSEWAY_ASSIGN(auto columns, m_reader.rows(index));
        if (!wholeTime || m_levels != ~0u || !m_shapePasses.empty())
            for (std::uint32_t row = 0; row < info.rows; ++row) {
                // An event without a time belongs to no range but the whole.
                const bool pass = (m_filter.range.isAll() || (columns->timesNs[row] != TimePoint::none().ns && m_filter.range.contains({columns->timesNs[row]}))) &&
                                  (m_levels >> static_cast<unsigned>(columns->levels[row]) & 1) != 0 &&
                                  (m_shapePasses.empty() || m_shapePasses[columns->shapes[row].value]);
                if (!pass)
                    bits[row / 64] &= ~(std::uint64_t{1} << row % 64);
            }
        const auto none = [&bits] { return std::all_of(bits.begin(), bits.end(), [](std::uint64_t w) { return w == 0; }); };
        if (!m_parameters.empty() && !none())
            CAUSEWAY_TRY(keepParameters(index, bits, job));
        if ((m_filter.components.empty() && m_matchers.empty()) || none())
            return bits;
        CAUSEWAY_TRY(lookAtText(index, bits, job));
        return bits;
    }

private:
    // Values that one parameter of a template may have, and where it is in each shape of that template.
    struct ParameterValues {
        std::vector<std::string_view> values;
        std::unordered_map<std::uint32_t, ParameterPath> paths; // by shape
    };

    PreparedFilter(EventReader &reader, const Filter &filter) : m_reader(reader), m_filter(filter) {}

    void prepareParameters(const TemplateCatalog &catalog)
    {
        const Snapshot &snapshot = m_reader.snapshot();
        const auto &conditions = m_filter.parameters;
        for (std::size_t i = 0; i < conditions.size(); ++i) {
            const auto same = [&](const ParameterCondition &c) { return c.id == conditions[i].id && c.parameter == conditions[i].parameter; };
            if (std::find_if(conditions.begin(), conditions.begin() + static_cast<std::ptrdiff_t>(i), same) != conditions.begin() + static_cast<std::ptrdiff_t>(i))
                continue;
            ParameterValues made;
            for (const ParameterCondition &condition : conditions)
                if (same(condition))
                    made.values.push_back(condition.value);
            if (const TemplateInfo *info = catalog.find(conditions[i].id))
                for (const ShapeId shape : info->shapes) {
                    if (shape.value >= snapshot.shapes.size())
                        continue;
                    auto paths = parameterPaths(info->tokens, snapshot.shapes[shape.value]);
                    if (conditions[i].parameter < paths.size())
                        made.paths.emplace(shape.value, std::move(paths[conditions[i].parameter]));
                }
            m_shapePasses.resize(snapshot.shapes.size(), true);
            for (std::uint32_t shape = 0; shape < snapshot.shapes.size(); ++shape)
                m_shapePasses[shape] = m_shapePasses[shape] && made.paths.contains(shape);
            m_parameters.push_back(std::move(made));
        }
    }

    Result<void> keepParameters(std::size_t index, std::vector<std::uint64_t> &bits, const Job &job)
    {
        CAUSEWAY_ASSIGN(const auto text, m_reader.text(index));
        const auto shapes = text->shapes();
        std::string scratch;
        std::vector<const ParameterPath *> paths(shapes.size()); // nullptr: no row of the shape passes
        for (const ParameterValues &wanted : m_parameters) {
            for (std::size_t local = 0; local < shapes.size(); ++local) {
                const auto found = wanted.paths.find(shapes[local].value);
                const bool may = found != wanted.paths.end() &&
                                 std::any_of(wanted.values.begin(), wanted.values.end(), [&](std::string_view value) { return found->second.mayBe(*text, local, value); });
                paths[local] = may ? &found->second : nullptr;
            }
            for (std::uint32_t row = 0; row < text->rows().shapes.size(); ++row) {
                if ((bits[row / 64] >> row % 64 & 1) == 0)
                    continue;
                if ((row & 1023) == 0 && job.isCancelled())
                    return failure(cancelled());
                const std::uint32_t local = text->localShape(row);
                const bool pass = paths[local] != nullptr &&
                                  std::find(wanted.values.begin(), wanted.values.end(), paths[local]->value(*text, local, text->shapeOrdinal(row), scratch)) != wanted.values.end();
                if (!pass)
                    bits[row / 64] &= ~(std::uint64_t{1} << row % 64);
            }
        }
        return {};
    }

    void keepEvents(const ChunkInfo &info, std::vector<std::uint64_t> &bits) const
    {
        std::fill(bits.begin(), bits.end(), 0);
        const auto from = std::lower_bound(m_filter.events->begin(), m_filter.events->end(), info.first);
        for (auto it = from; it != m_filter.events->end() && it->value < info.first.value + info.rows; ++it)
            bits[(it->value - info.first.value) / 64] |= std::uint64_t{1} << (it->value - info.first.value) % 64;
    }

    // Answers of all matchers for lines of a frame and shape: kept over chunks.
    std::vector<TextMatcher::Answer> answers(FrameId frame, ShapeId shape)
    {
        const std::uint64_t key = std::uint64_t{frame.value} << 32 | shape.value;
        {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_answers.find(key); found != m_answers.end())
                return found->second;
        }
        std::vector<TextMatcher::Answer> result;
        const Snapshot &snapshot = m_reader.snapshot();
        for (const TextMatcher &matcher : m_matchers)
            result.push_back(matcher.ofConstants(snapshot.frames[frame.value], snapshot.shapes[shape.value]));
        const std::lock_guard lock(m_mutex);
        return m_answers.emplace(key, std::move(result)).first->second;
    }

    Result<void> lookAtText(std::size_t index, std::vector<std::uint64_t> &bits, const Job &job)
    {
        using Answer = TextMatcher::Answer;
        CAUSEWAY_ASSIGN(const auto rows, m_reader.decodedRows(index));
        const auto rowCount = static_cast<std::uint32_t>(rows->localShapes.size());
        const std::size_t shapes = rows->shapes.size();
        // What constants decide, for each frame and shape that meet in the chunk.
        std::vector<std::vector<Answer>> decided(rows->frames.size() * shapes);
        bool needsText = !m_filter.components.empty() || (rows->hasContinuations && !m_matchers.empty());
        const auto pairOf = [&](std::uint32_t row) { return rows->localFrames[row] * shapes + rows->localShapes[row]; };
        for (std::uint32_t row = 0; row < rowCount; ++row) {
            if ((bits[row / 64] >> row % 64 & 1) == 0)
                continue;
            auto &answer = decided[pairOf(row)];
            if (!answer.empty() || m_matchers.empty())
                continue;
            answer = answers(rows->rows.frames[row], rows->rows.shapes[row]);
            needsText = needsText || std::find(answer.begin(), answer.end(), Answer::Unknown) != answer.end();
        }
        std::shared_ptr<const ChunkText> text;
        if (needsText) {
            CAUSEWAY_ASSIGN(text, m_reader.text(index));
            if (!m_filter.components.empty())
                keepComponents(*text, bits);
            // What no column holds cannot be in a value. Columns of a frame serve all its shapes: they are searched once.
            std::vector<std::vector<bool>> frameMayHold(rows->frames.size());
            for (std::size_t pair = 0; pair < decided.size(); ++pair)
                for (std::size_t m = 0; m < decided[pair].size(); ++m) {
                    if (decided[pair][m] != Answer::Unknown)
                        continue;
                    auto &frame = frameMayHold[pair / shapes];
                    for (std::size_t k = frame.size(); k < m_matchers.size(); ++k)
                        frame.push_back(frameMayHoldWord(*text, pair / shapes, m_matchers[k]));
                    if (!frame[m] && !shapeMayHoldWord(*text, pair % shapes, m_matchers[m]))
                        decided[pair][m] = Answer::Never;
                }
        }
        std::vector<bool> inContinuations(m_matchers.size());
        for (std::size_t m = 0; text && m < m_matchers.size(); ++m)
            inContinuations[m] = text->hasContinuations() && m_matchers[m].mayContain(text->continuationBytes());
        std::string line;
        std::unique_ptr<ChunkLines> lines;
        for (std::uint32_t row = 0; row < rowCount && !m_matchers.empty(); ++row) {
            if ((bits[row / 64] >> row % 64 & 1) == 0)
                continue;
            if ((row & 1023) == 0 && job.isCancelled())
                return failure(cancelled());
            const std::vector<Answer> &answer = decided[pairOf(row)];
            bool built = false;
            for (std::size_t m = 0; m < m_matchers.size(); ++m) {
                const bool continued = answer[m] == Answer::Never && inContinuations[m] && !text->continuation(row).empty();
                bool hit = answer[m] == Answer::Always;
                if (answer[m] == Answer::Unknown || continued) {
                    if (!built) {
                        if (!lines)
                            lines = std::make_unique<ChunkLines>(text, m_reader.snapshot());
                        line.clear();
                        lines->append(row, line);
                        built = true;
                    }
                    hit = m_matchers[m].matches(line);
                }
                if (hit == m_matchers[m].negated()) {
                    bits[row / 64] &= ~(std::uint64_t{1} << row % 64);
                    break;
                }
            }
        }
        return {};
    }

    // Whether constants or columns of lines of this frame hold a word without which there is no match.
    bool frameMayHoldWord(const ChunkText &text, std::size_t frame, const TextMatcher &matcher) const
    {
        const Frame &f = m_reader.snapshot().frames[text.frames()[frame].value];
        if (matcher.words().empty() || !partsWords(f) || matcher.mayContainWord(f.text))
            return true;
        for (std::size_t k = 0; k < f.slots.size(); ++k) {
            const Column *column = text.field(frame, k);
            // A time that is kept as a number is rendered: digits, and names of days and months.
            if (column != nullptr ? matcher.mayContainWord(column->bytes()) : f.slots[k].role == Role::Time && matcher.mayBeTime())
                return true;
        }
        return false;
    }

    bool shapeMayHoldWord(const ChunkText &text, std::size_t shape, const TextMatcher &matcher) const
    {
        const templates::Shape &s = m_reader.snapshot().shapes[text.shapes()[shape].value];
        if (matcher.mayContainWord(s.text))
            return true;
        for (std::size_t k = 0; k < s.slots.size(); ++k)
            if (matcher.mayContainWord(text.parameter(shape, k).bytes()))
                return true;
        return false;
    }

    void keepComponents(const ChunkText &text, std::vector<std::uint64_t> &bits) const
    {
        const Snapshot &snapshot = m_reader.snapshot();
        std::vector<int> slots; // of each frame: its component's
        for (const FrameId id : text.frames()) {
            const Frame &frame = snapshot.frames[id.value];
            const auto found = std::find_if(frame.slots.begin(), frame.slots.end(), [](const Frame::Slot &s) { return s.role == Role::Component; });
            slots.push_back(found == frame.slots.end() ? -1 : static_cast<int>(found - frame.slots.begin()));
        }
        for (std::uint32_t row = 0; row < text.rows().shapes.size(); ++row) {
            if ((bits[row / 64] >> row % 64 & 1) == 0)
                continue;
            const std::uint32_t frame = text.localFrame(row);
            const Column *column = slots[frame] < 0 ? nullptr : text.field(frame, static_cast<std::size_t>(slots[frame]));
            const std::string_view value = column == nullptr ? std::string_view() : column->at(text.frameOrdinal(row));
            if (std::find(m_filter.components.begin(), m_filter.components.end(), value) == m_filter.components.end())
                bits[row / 64] &= ~(std::uint64_t{1} << row % 64);
        }
    }

    EventReader &m_reader;
    const Filter &m_filter;
    std::vector<TextMatcher> m_matchers;
    std::vector<bool> m_shapePasses; // empty = all
    std::vector<ParameterValues> m_parameters;
    unsigned m_levels = ~0u;
    std::mutex m_mutex;
    std::unordered_map<std::uint64_t, std::vector<TextMatcher::Answer>> m_answers;
};

} // namespace

Result<std::unique_ptr<ChunkFilter>> ChunkFilter::make(EventReader &reader, const TemplateCatalog &catalog, const Filter &filter)
{
    return PreparedFilter::make(reader, catalog, filter);
}

Result<std::shared_ptr<const FilterResult>> applyFilter(EventReader &reader, const TemplateCatalog &catalog, const Filter &filter, unsigned threads,
                                                        const Job &job, const std::function<void(std::uint64_t)> &onCount)
{
    CAUSEWAY_ASSIGN(auto prepared, ChunkFilter::make(reader, catalog, filter));
    const Snapshot &snapshot = reader.snapshot();
    std::vector<std::vector<std::uint64_t>> bits(snapshot.chunks.size());
    std::atomic<std::uint64_t> hits{0};
    std::atomic<std::uint64_t> done{0};
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        CAUSEWAY_ASSIGN(bits[chunk], prepared->rows(chunk, job));
        std::uint64_t count = 0;
        for (const std::uint64_t word : bits[chunk])
            count += static_cast<std::uint64_t>(std::popcount(word));
        if (onCount)
            onCount(hits += count);
        job.report({static_cast<double>(done += snapshot.chunks[chunk].rows), static_cast<double>(snapshot.events), Progress::Unit::Events});
        return {};
    }));
    auto result = std::make_shared<FilterResult>();
    result->m_size = snapshot.events;
    result->m_words.assign(static_cast<std::size_t>((snapshot.events + 63) / 64 + 1), 0);
    for (std::size_t c = 0; c < bits.size(); ++c) {
        const std::uint64_t first = snapshot.chunks[c].first.value;
        const auto word = static_cast<std::size_t>(first / 64);
        const unsigned shift = first % 64;
        for (std::size_t i = 0; i < bits[c].size(); ++i) {
            result->m_words[word + i] |= bits[c][i] << shift;
            if (shift != 0 && word + i + 1 < result->m_words.size())
                result->m_words[word + i + 1] |= bits[c][i] >> (64 - shift);
        }
    }
    for (std::size_t w = 0; w < result->m_words.size(); ++w) {
        if (w % kRankBlock == 0)
            result->m_rank.push_back(result->m_total);
        result->m_total += static_cast<std::uint64_t>(std::popcount(result->m_words[w]));
    }
    return result;
}

} // namespace causeway::storage
