#include "analysis/sessions/grouping.h"

#include <charconv>

namespace causeway::sessions {

namespace {

struct Word {
    std::string_view text;
    Grouping::By by;
};
constexpr Word kWords[] = {
    {"auto", Grouping::By::Auto},     {"identifier", Grouping::By::Identifier}, {"trace", Grouping::By::Trace},
    {"thread", Grouping::By::Thread}, {"source", Grouping::By::Source},         {"sequence", Grouping::By::Sequence},
    {"window", Grouping::By::Window},
};

} // namespace

Result<Grouping> Grouping::parse(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view head = text.substr(0, colon);
    const std::string_view tail = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const auto wrong = [&](Message why) {
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("“%1” is not a grouping"), text), std::move(why),
                       Message(CAUSEWAY_TEXT("Use auto, identifier, identifier:NAME, trace, thread, source, sequence or window:SECONDS.")));
    };
    for (const Word &word : kWords) {
        if (word.text != head)
            continue;
        Grouping grouping;
        grouping.by = word.by;
        if (word.by == By::Identifier) {
            if (colon != std::string_view::npos && tail.empty())
                return wrong(Message(CAUSEWAY_TEXT("the identifier's name is missing")));
            grouping.identifier = tail;
        } else if (word.by == By::Window) {
            std::string_view number = tail;
            if (!number.empty() && number.back() == 's')
                number.remove_suffix(1);
            double seconds = 0;
            const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), seconds);
            if (status != std::errc() || end != number.data() + number.size() || !(seconds >= 0.001 && seconds <= 1e8))
                return wrong(Message(CAUSEWAY_TEXT("a window needs a length in seconds, from 0.001 to 100,000,000")));
            grouping.windowNs = static_cast<std::int64_t>(seconds * 1e9);
        } else if (colon != std::string_view::npos)
            return wrong(Message(CAUSEWAY_TEXT("“%1” takes nothing after the colon"), head));
        return grouping;
    }
    return wrong({});
}

std::string Grouping::toText() const
{
    std::string text;
    for (const Word &word : kWords)
        if (word.by == by)
            text = word.text;
    if (by == By::Identifier && !identifier.empty())
        text += ":" + identifier;
    if (by == By::Window) {
        char buffer[40];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<double>(windowNs) / 1e9).ptr;
        text += ":" + std::string(buffer, end) + "s";
    }
    return text;
}

} // namespace causeway::sessions
