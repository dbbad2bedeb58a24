#pragma once
// Which templates have numbers that are worth judging, and on what scale: of each the time since the session's event before,
// and its numeric parameters.

#include <map>
#include <string>
#include <vector>

#include "analysis/detect/detector.h"
#include "analysis/learn/values/value_scale.h"

namespace causeway::learn {

// A template that was seen often enough.
struct ValueKind {
    std::uint32_t key = 0;
    std::vector<detect::ValueColumn> parameters; // all it had when learned
    struct Number {
        std::uint32_t source = 0; // 0: the time since the event before, i: parameter i − 1
        ValueScale scale;
    };
    std::vector<Number> numbers; // at most kMostNumbers
};

class ValueSpace {
public:
    static constexpr std::size_t kMostNumbers = 16;
    static constexpr std::size_t kMostKinds = 1024;

    // From the sessions of `include` (one a session). Kinds in falling order of events. Parameters that only count up, or never
    // were numbers, are left out. Errors: Cancelled.
    static Result<ValueSpace> learn(const detect::SequenceSet &sessions, const std::vector<bool> &include, std::uint64_t minimum, const Job &job);

    [[nodiscard]] const std::vector<ValueKind> &kinds() const { return m_kinds; }
    // 1 + its place among kinds(); 0 where it has none.
    [[nodiscard]] std::uint32_t kindOf(std::uint32_t key) const;
    [[nodiscard]] std::uint64_t numbers() const;    // of all kinds
    [[nodiscard]] std::uint64_t parameters() const; // of these, parameters
    [[nodiscard]] std::uint64_t rareTemplates() const { return m_rare; }
    [[nodiscard]] std::uint64_t counters() const { return m_counters; }

    // Event i of the set; NaN where it has none. Unscaled.
    [[nodiscard]] static double valueOf(const detect::SequenceSet &sessions, std::size_t session, std::size_t event, std::uint32_t source);
    // Errors: Conflict where a template has other parameters than when learned, InvalidInput where the set has no values.
    [[nodiscard]] Result<void> check(const detect::SequenceSet &sessions) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in); // false: damaged

private:
    void index();
    std::vector<ValueKind> m_kinds;
    std::map<std::uint32_t, std::uint32_t> m_kindOf;
    std::uint64_t m_rare = 0, m_counters = 0;
};

} // namespace causeway::learn
