#include "analysis/core/result.h"

namespace causeway {

std::string Place::toText() const
{
    if (line > 0)
        return file + ":" + std::to_string(line);
    if (byte >= 0)
        return file + " at byte " + std::to_string(byte);
    return file;
}

std::string Error::toEnglish() const
{
    std::string text = what.toEnglish();
    if (!why.empty())
        text += ": " + why.toEnglish();
    if (const std::string place = where.toText(); !place.empty())
        text += " (" + place + ")";
    if (!text.empty() && text.back() != '.')
        text += ".";
    if (!hint.empty())
        text += " " + hint.toEnglish();
    return text;
}

Error cancelled()
{
    return {ErrorCode::Cancelled, Message(CAUSEWAY_TEXT("Cancelled")), {}, {}, {}};
}

} // namespace causeway
