#pragma once
// Files in which a line is a session: `[ID,]KEY KEY …`, or CSV with the header `Sequence,label` (0 normal, 1 anomalous).
// An event is one KEY; its bytes are the KEY and what separates it from the next, so that the events of a file give it back.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/core/event.h"

namespace causeway::decode {

struct SequenceKey {
    std::uint32_t begin = 0, end = 0; // the KEY in the line; the event's bytes run to the next KEY's begin (the first from 0)
};

struct SequenceLine {
    std::string_view id; // empty where there is none
    std::optional<Verdict> verdict;
    std::vector<SequenceKey> keys;
};

enum class SequenceLayout : std::uint8_t { Keys, IdKeys, Csv };

// nullopt where the sampled lines do not look like sequences (keys: integers, or words all of which recur).
std::optional<SequenceLayout> detectSequences(std::span<const std::string_view> lines);
// false: the line is blank, a header or damaged (told apart by `why`, empty for blank and header).
bool decodeSequence(std::string_view line, SequenceLayout layout, SequenceLine &out, std::string_view &why);

} // namespace causeway::decode
