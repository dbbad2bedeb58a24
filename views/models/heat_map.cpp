#include "views/models/heat_map.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "app/engine/influence_map.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::size_t kFewestPairs = 4;

std::vector<double> ranks(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> out(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from + 1;
        while (to < order.size() && values[order[to]] == values[order[from]])
            ++to;
        for (std::size_t i = from; i < to; ++i)
            out[order[i]] = static_cast<double>(from + to - 1) / 2;
        from = to;
    }
    return out;
}

} // namespace

double liftOverUniform(double weight, std::size_t before) { return weight * static_cast<double>(before); }

std::optional<double> rankCorrelation(std::span<const double> a, std::span<const double> b)
{
    const auto isFinite = [](double value) { return std::isfinite(value); };
    if (a.size() != b.size() || a.size() < kFewestPairs || !std::all_of(a.begin(), a.end(), isFinite) || !std::all_of(b.begin(), b.end(), isFinite))
        return std::nullopt;
    const std::vector<double> x = ranks(a), y = ranks(b);
    const double mean = static_cast<double>(a.size() - 1) / 2;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    if (xx <= 0 || yy <= 0)
        return std::nullopt;
    return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

double scalePosition(double value, double most)
{
    if (!std::isfinite(value) || !(most > 0))
        return 0;
    const double size = std::min(1.0, std::log1p(std::abs(value)) / std::log1p(most));
    return value < 0 ? -size : size;
}

std::vector<double> scaleTicks(double most)
{
    std::vector<double> ticks{0};
    if (!(most > 0) || !std::isfinite(most))
        return ticks;
    // Round numbers that keep a distance on the scale, to their neighbours and to the end.
    constexpr double kApart = 0.16;
    for (double power = 0.01; power < most; power *= 10)
        for (const double digit : {1.0, 2.0, 5.0}) {
            const double tick = digit * power, at = scalePosition(tick, most);
            if (at - scalePosition(ticks.back(), most) >= kApart && at <= 1 - kApart)
                ticks.push_back(tick);
        }
    ticks.push_back(most);
    return ticks;
}

Result<std::shared_ptr<const HeatMap>> HeatMap::make(std::shared_ptr<const engine::ExplainFindingResponse> explained,
                                                     std::shared_ptr<const storage::TemplateCatalog> catalog, const Job &job)
{
    std::shared_ptr<HeatMap> map(new HeatMap);
    const engine::ExplainFindingResponse &from = *explained;
    map->m_explained = std::move(explained);
    std::unordered_map<std::uint32_t, std::uint32_t> known;
    const std::size_t events = std::min(from.events.size(), from.keys.size());
    for (std::size_t i = 0; i < events; ++i) {
        const auto [place, isNew] = known.emplace(from.keys[i], static_cast<std::uint32_t>(map->m_names.size()));
        if (isNew)
            map->m_names.push_back(catalog == nullptr ? QCoreApplication::translate("HeatMap", "pattern %1").arg(from.keys[i]) : text::fromBytes(catalog->nameOf(TemplateId(from.keys[i]))));
        map->m_nameOf.push_back(place->second);
    }
    for (std::size_t i = 0; i < from.steps.size(); ++i) {
        const detect::Step &step = from.steps[i].step;
        if (step.position < events && step.attention.size() <= step.position && step.occlusion.size() <= step.position)
            map->m_rows.push_back(i);
    }
    std::stable_sort(map->m_rows.begin(), map->m_rows.end(), [&](std::size_t a, std::size_t b) { return from.steps[a].step.position < from.steps[b].step.position; });
    if (!map->m_rows.empty())
        map->m_columns = map->position(map->m_rows.size() - 1);

    double sum = 0;
    const auto isBefore = [&](std::size_t a, std::size_t b) { // a is less worth looking at than b
        const detect::Step &x = map->step(a), &y = map->step(b);
        if ((x.position > 0) != (y.position > 0))
            return x.position == 0;
        return x.odd != y.odd ? y.odd : (std::isfinite(x.nll) ? x.nll : -1) < (std::isfinite(y.nll) ? y.nll : -1);
    };
    for (std::size_t row = 0; row < map->m_rows.size(); ++row) {
        if (job.isCancelled())
            return failure(cancelled());
        map->measure(row);
        if (map->m_agreements[row]) {
            sum += *map->m_agreements[row];
            ++map->m_agreement.rows;
        }
        if (isBefore(map->m_first, row))
            map->m_first = row;
    }
    map->takeWords(from.words);
    if (map->m_agreement.rows > 0)
        map->m_agreement.mean = sum / static_cast<double>(map->m_agreement.rows);
    return std::shared_ptr<const HeatMap>(std::move(map));
}

void HeatMap::measure(std::size_t row)
{
    const detect::Step &one = step(row);
    m_hasAttention |= !one.attention.empty();
    m_hasOcclusion |= !one.occlusion.empty();
    const auto attended = std::span(one.attention).first(engine::attendedEvents(one));
    for (const double weight : attended)
        if (const double lift = liftOverUniform(weight, attended.size()); std::isfinite(lift))
            m_mostLift = std::max(m_mostLift, lift);
    std::vector<double> sizes;
    sizes.reserve(one.occlusion.size());
    for (const double delta : one.occlusion) {
        sizes.push_back(std::abs(delta));
        if (std::isfinite(delta))
            m_mostDelta = std::max(m_mostDelta, std::abs(delta));
    }
    if (!attended.empty() && sizes.size() == one.attention.size())
        sizes.resize(attended.size());
    m_agreements.push_back(rankCorrelation(attended, sizes));
}

void HeatMap::takeWords(const std::vector<detect::WordWeights> &all)
{
    for (const detect::WordWeights &one : all) {
        const auto row = rowAt(one.step);
        if (!row || one.position >= one.step || one.words.empty() || one.attention.size() != one.words.size() || (!one.occlusion.empty() && one.occlusion.size() != one.words.size()))
            continue;
        Words words{*row, static_cast<std::size_t>(one.position), {}, one.attention, one.occlusion};
        for (std::size_t i = 0; i < one.words.size(); ++i) {
            words.words << text::fromBytes(one.words[i]);
            m_mostLift = std::max(m_mostLift, words.value(HeatMeasure::Attention, i).value_or(0));
            m_mostDelta = std::max(m_mostDelta, std::abs(words.value(HeatMeasure::Occlusion, i).value_or(0)));
        }
        m_words.push_back(std::move(words));
    }
    std::stable_sort(m_words.begin(), m_words.end(), [](const Words &a, const Words &b) { return std::pair(a.row, a.column) < std::pair(b.row, b.column); });
}

std::optional<double> HeatMap::Words::value(HeatMeasure measure, std::size_t word) const
{
    const std::vector<double> &values = measure == HeatMeasure::Attention ? attention : occlusion;
    if (word >= values.size() || !std::isfinite(values[word]))
        return std::nullopt;
    return measure == HeatMeasure::Attention ? liftOverUniform(values[word], values.size()) : values[word];
}

const HeatMap::Words *HeatMap::wordsOf(std::size_t row, std::size_t column) const
{
    const auto found = std::find_if(m_words.begin(), m_words.end(), [&](const Words &words) { return words.row == row && words.column == column; });
    return found == m_words.end() ? nullptr : &*found;
}

const HeatMap::Words *HeatMap::strongestWords(std::size_t row) const
{
    const auto rank = [&](const Words &words) { return std::pair(words.row == row, value(HeatMeasure::Occlusion, words.row, words.column).value_or(-std::numeric_limits<double>::infinity())); };
    const auto best = std::max_element(m_words.begin(), m_words.end(), [&](const Words &a, const Words &b) { return rank(a) < rank(b); });
    return best == m_words.end() ? nullptr : &*best;
}

std::optional<std::size_t> HeatMap::rowAt(std::size_t position) const
{
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), position, [this](std::size_t step, std::size_t wanted) { return m_explained->steps[step].step.position < wanted; });
    if (found == m_rows.end() || m_explained->steps[*found].step.position != position)
        return std::nullopt;
    return static_cast<std::size_t>(found - m_rows.begin());
}

std::optional<std::size_t> HeatMap::rowOf(EventId event) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (eventAt(position(row)) == event)
            return row;
    return std::nullopt;
}

bool HeatMap::rowHas(HeatMeasure measure, std::size_t row) const
{
    return !(measure == HeatMeasure::Attention ? step(row).attention : step(row).occlusion).empty();
}

std::optional<double> HeatMap::value(HeatMeasure measure, std::size_t row, std::size_t column) const
{
    const detect::Step &one = step(row);
    const std::vector<double> &values = measure == HeatMeasure::Attention ? one.attention : one.occlusion;
    const std::size_t cells = measure == HeatMeasure::Attention ? engine::attendedEvents(one) : values.size();
    if (column >= cells)
        return std::nullopt;
    return measure == HeatMeasure::Attention ? liftOverUniform(values[column], cells) : values[column];
}

std::optional<std::size_t> HeatMap::strongest(HeatMeasure measure, std::size_t row) const
{
    std::optional<std::size_t> best;
    double most = -1;
    for (std::size_t column = 0; column < position(row); ++column)
        if (const auto cell = value(measure, row, column); cell && std::abs(*cell) > most) {
            most = std::abs(*cell);
            best = column;
        }
    return best;
}

} // namespace causeway::views
