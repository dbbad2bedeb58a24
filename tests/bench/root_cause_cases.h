#pragma once
// Labelled days as incidents with what they are held against.

#include "analysis/rootcause/find_cause.h"
#include "tests/bench/labelled_faults.h"

namespace causeway::bench {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLength = 180 * kSecond; // of an incident

struct Day {
    LabelledDay day;
    rootcause::TraceFacts facts;
};
using System = std::vector<Day>;

// What an incident is compared with.
enum class Baseline : std::uint8_t { OtherTimes, Before, BeforeRaw, AsTheProgram, AsTheProgramRaw, MinuteBefore };

// Days that the data folder holds, with a line about each.
System loadSystem(std::initializer_list<const char *> folders);

// Known incidents are left out of a baseline, from 10 s before the time told (a guess) to 4 minutes after it. wrong: ns, of the time told.
// quiet: the two minutes before the fault are explained instead.
rootcause::Period periodOf(const Day &day, std::size_t fault, Baseline baseline, std::int64_t wrong, bool quiet);

} // namespace causeway::bench
