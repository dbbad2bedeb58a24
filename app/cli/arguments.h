#pragma once
// What stands behind a verb: positional arguments and options (`--name`, `--name VALUE`, `--name=VALUE`).

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/core/units.h"

namespace causeway::cli {

struct Option {
    std::string_view name;  // "--limit"
    std::string_view value; // "N"; empty: takes none
    std::string_view help;
    bool repeated = false;  // may be given several times
};

class Arguments {
public:
    // Errors: Usage, with the nearest option there is.
    static Result<Arguments> parse(std::string_view verb, std::span<const char *const> arguments, std::span<const Option> options);

    [[nodiscard]] const std::vector<std::string> &positional() const { return m_positional; }
    [[nodiscard]] bool has(std::string_view option) const { return m_options.contains(option); }
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const; // the first
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;

    // nullopt where the option is not given. Errors: Usage, with what is wrong with the value.
    [[nodiscard]] Result<std::optional<std::uint64_t>> integer(std::string_view option, std::uint64_t minimum, std::uint64_t maximum) const;
    [[nodiscard]] Result<std::optional<double>> real(std::string_view option, double minimum, double maximum) const;
    [[nodiscard]] Result<std::optional<TimePoint>> time(std::string_view option) const;
    // Nanoseconds, or a number with a unit: 200ns, 15us, 1.5ms, 2s, 3min, 1h.
    [[nodiscard]] Result<std::optional<Nanos>> duration(std::string_view option) const;

private:
    std::vector<std::string> m_positional;
    std::map<std::string, std::vector<std::string>, std::less<>> m_options;
};

Result<std::uint64_t> parseInteger(std::string_view what, std::string_view text, std::uint64_t minimum, std::uint64_t maximum);
Error usage(Message what, Message hint = {});

} // namespace causeway::cli
