#pragma once
// Sessions as rows of a value network: a row is a session, or a stretch of a longer one that begins with events for context.

#include <vector>

#include "analysis/learn/api/value_network.h"
#include "analysis/learn/values/value_bands.h"
#include "analysis/learn/values/value_space.h"

namespace causeway::learn {

ValueNetworkShape networkShape(const ValueSpace &space, std::uint32_t hidden);

struct SessionValues {
    ValueRows rows;
    struct Cell {
        std::uint64_t cell = 0;     // row × length + position
        std::uint32_t session = 0;  // among those asked for
        std::uint32_t position = 0; // within the session
        std::uint32_t kind = 0;
    };
    std::vector<Cell> cells; // of every event that has numbers to judge, in order
};

// history: events for context. Cells weigh less the more events their kind has, so that common templates are not all that is
// learned. Errors: Cancelled.
Result<SessionValues> sessionValues(const ValueSpace &space, const detect::SequenceSet &sessions, const std::vector<std::size_t> &which, std::uint32_t history,
                                    const Job &job);

// predicted: as ValueRows::targets, or empty: the centre of each scale is expected.
std::vector<ValueError> errorsOf(const ValueSpace &space, const SessionValues &values, const std::vector<float> &predicted);

} // namespace causeway::learn
