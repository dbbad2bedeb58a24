#include "analysis/learn/values/value_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::learn {

namespace {
constexpr std::uint32_t kStretch = 24; // targets a row
}

ValueNetworkShape networkShape(const ValueSpace &space, std::uint32_t hidden)
{
    ValueNetworkShape shape;
    shape.hidden = hidden;
    for (const ValueKind &kind : space.kinds())
        shape.firstColumn.push_back(shape.firstColumn.back() + static_cast<std::uint32_t>(kind.numbers.size()));
    return shape;
}

Result<SessionValues> sessionValues(const ValueSpace &space, const detect::SequenceSet &sessions, const std::vector<std::size_t> &which, std::uint32_t history,
                                    const Job &job)
{
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    SessionValues out;
    ValueRows &rows = out.rows;
    std::size_t longest = 1;
    for (const std::size_t session : which)
        longest = std::max(longest, sessions.session(session).size());
    rows.length = static_cast<std::uint32_t>(std::min<std::size_t>(history + kStretch, longest));
    for (const ValueKind &kind : space.kinds())
        rows.width = std::max(rows.width, static_cast<std::uint32_t>(kind.numbers.size()));
    const std::size_t length = rows.length, width = rows.width;
    std::vector<std::uint64_t> events(space.kinds().size() + 1, 0);
    const auto place = [&](std::size_t session, std::size_t event, const ValueKind &kind, std::size_t j) {
        const double value = ValueSpace::valueOf(sessions, session, event, kind.numbers[j].source);
        return std::isnan(value) ? kNone : static_cast<float>(kind.numbers[j].scale.toScale(value));
    };
    for (std::size_t w = 0; w < which.size(); ++w) {
        if (w % 256 == 0 && job.isCancelled())
            return failure(cancelled());
        const std::size_t session = which[w], begin = sessions.offsets[session], size = sessions.session(session).size();
        for (std::size_t done = 0; done < size;) {
            const std::size_t from = done - std::min<std::size_t>(done, history), to = std::min(size, from + length);
            const std::size_t row = rows.rows++;
            rows.before.resize(rows.rows * length, 0);
            rows.kinds.resize(rows.rows * length, 0);
            rows.inputs.resize(rows.rows * length * width, 0);
            rows.targets.resize(rows.rows * length * width, kNone);
            rows.weights.resize(rows.rows * length, 0);
            for (std::size_t position = from; position < to; ++position) {
                const std::size_t cell = row * length + position - from, event = begin + position;
                if (position > 0) {
                    rows.before[cell] = space.kindOf(sessions.keys[event - 1]);
                    if (rows.before[cell] > 0) {
                        const ValueKind &kind = space.kinds()[rows.before[cell] - 1];
                        for (std::size_t j = 0; j < kind.numbers.size(); ++j) {
                            const float at = place(session, event - 1, kind, j);
                            rows.inputs[cell * width + j] = std::isnan(at) ? 0 : at;
                        }
                    }
                }
                const std::uint32_t kind = rows.kinds[cell] = space.kindOf(sessions.keys[event]);
                if (kind == 0 || position < done)
                    continue;
                bool any = false;
                for (std::size_t j = 0; j < space.kinds()[kind - 1].numbers.size(); ++j) {
                    rows.targets[cell * width + j] = place(session, event, space.kinds()[kind - 1], j);
                    any = any || !std::isnan(rows.targets[cell * width + j]);
                }
                if (!any)
                    continue;
                ++events[kind];
                out.cells.push_back({cell, static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(position), kind});
            }
            done = to;
        }
    }
    for (const SessionValues::Cell &cell : out.cells)
        rows.weights[cell.cell] = static_cast<float>(1 / std::sqrt(static_cast<double>(events[cell.kind])));
    return out;
}

std::vector<ValueError> errorsOf(const ValueSpace &space, const SessionValues &values, const std::vector<float> &predicted)
{
    const ValueNetworkShape shape = networkShape(space, 1);
    const std::size_t width = values.rows.width;
    std::vector<ValueError> out;
    for (const SessionValues::Cell &cell : values.cells)
        for (std::uint32_t j = 0; shape.firstColumn[cell.kind] + j < shape.firstColumn[cell.kind + 1]; ++j) {
            const std::size_t at = cell.cell * width + j;
            if (const float target = values.rows.targets[at]; !std::isnan(target))
                out.push_back({cell.session, shape.firstColumn[cell.kind] + j, target - (predicted.empty() ? 0 : predicted[at])});
        }
    return out;
}

} // namespace causeway::learn
