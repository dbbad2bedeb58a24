#include "app/cli/arguments.h"

#include <algorithm>
#include <charconv>

#include "analysis/core/civil_time.h"
#include "app/engine/nearest.h"

namespace causeway::cli {

Error usage(Message what, Message hint)
{
    return {ErrorCode::Usage, std::move(what), {}, std::move(hint), {}};
}

Result<Arguments> Arguments::parse(std::string_view verb, std::span<const char *const> arguments, std::span<const Option> options)
{
    Arguments out;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (optionsEnded || argument.size() < 2 || argument[0] != '-') {
            out.m_positional.emplace_back(argument);
            continue;
        }
        if (argument == "--") {
            optionsEnded = true;
            continue;
        }
        const std::size_t equals = argument.find('=');
        const std::string_view name = argument.substr(0, equals);
        const auto option = std::find_if(options.begin(), options.end(), [&](const Option &o) { return o.name == name; });
        if (option == options.end()) {
            std::vector<std::string> names;
            for (const Option &o : options)
                names.emplace_back(o.name);
            const std::string near = engine::nearest(name, names);
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” has no option %2"), verb, name),
                                 near.empty() ? Message(CAUSEWAY_TEXT("See: causeway help %1."), verb) : Message(CAUSEWAY_TEXT("Did you mean %1? See: causeway help %2."), near, verb)));
        }
        std::vector<std::string> &values = out.m_options[std::string(name)];
        if (!values.empty() && !option->repeated)
            return failure(usage(Message(CAUSEWAY_TEXT("%1 is given twice"), name)));
        if (option->value.empty()) {
            if (equals != std::string_view::npos)
                return failure(usage(Message(CAUSEWAY_TEXT("%1 takes no value"), name)));
            values.emplace_back();
        } else if (equals != std::string_view::npos)
            values.emplace_back(argument.substr(equals + 1));
        else if (i + 1 < arguments.size())
            values.emplace_back(arguments[++i]);
        else
            return failure(usage(Message(CAUSEWAY_TEXT("%1 needs a value: %1 %2"), name, option->value), Message(CAUSEWAY_TEXT("See: causeway help %1."), verb)));
    }
    return out;
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    const auto found = m_options.find(option);
    return found == m_options.end() ? std::nullopt : std::optional<std::string>(found->second.front());
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    const auto found = m_options.find(option);
    return found == m_options.end() ? std::vector<std::string>() : found->second;
}

Result<std::uint64_t> parseInteger(std::string_view what, std::string_view text, std::uint64_t minimum, std::uint64_t maximum)
{
    std::uint64_t number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status != std::errc() || end != text.data() + text.size() || number < minimum || number > maximum)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2: it is a whole number from %3 to %4"), text, what, std::to_string(minimum), std::to_string(maximum))));
    return number;
}

Result<std::optional<std::uint64_t>> Arguments::integer(std::string_view option, std::uint64_t minimum, std::uint64_t maximum) const
{
    const auto text = value(option);
    if (!text)
        return std::optional<std::uint64_t>();
    CAUSEWAY_ASSIGN(const std::uint64_t number, parseInteger(option, *text, minimum, maximum));
    return std::optional<std::uint64_t>(number);
}

Result<std::optional<double>> Arguments::real(std::string_view option, double minimum, double maximum) const
{
    const auto text = value(option);
    if (!text)
        return std::optional<double>();
    double number = 0;
    // std::from_chars wants the digit before the point that people leave out.
    const std::string padded = text->starts_with(".") ? "0" + *text : *text;
    const auto [end, status] = std::from_chars(padded.data(), padded.data() + padded.size(), number);
    if (status != std::errc() || end != padded.data() + padded.size() || !(number >= minimum && number <= maximum))
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2: it is a number from %3 to %4"), *text, option, minimum, maximum)));
    return std::optional<double>(number);
}

Result<std::optional<TimePoint>> Arguments::time(std::string_view option) const
{
    const auto text = value(option);
    if (!text)
        return std::optional<TimePoint>();
    const auto time = parseTime(*text);
    if (!time)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2"), *text, option),
                             Message(CAUSEWAY_TEXT("A time is ISO 8601 (2024-01-01T00:00:00Z) or nanoseconds since 1970 UTC."))));
    return time;
}

Result<std::optional<Nanos>> Arguments::duration(std::string_view option) const
{
    const auto text = value(option);
    if (!text)
        return std::optional<Nanos>();
    constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1}, {"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}};
    double number = 0;
    const auto [end, status] = std::from_chars(text->data(), text->data() + text->size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
    for (const auto &[name, ns] : kUnits)
        if (status == std::errc() && unit == name && number >= 0 && number * ns < 9e18)
            return std::optional<Nanos>(Nanos{static_cast<std::int64_t>(number * ns)});
    return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2"), *text, option), Message(CAUSEWAY_TEXT("A duration is a number with a unit: 200ns, 15us, 1.5ms, 2s, 3min, 1h."))));
}

} // namespace causeway::cli
