#include "views/whatif/common_beginning.h"

#include <algorithm>

namespace causeway::views {

namespace {

constexpr qsizetype kLeast = 8; // characters: less is left where it is

} // namespace

qsizetype commonBeginning(const QStringList &names)
{
    if (names.size() < 2)
        return 0;
    const QString &first = names.front();
    qsizetype length = first.size();
    for (const QString &name : names) {
        const qsizetype most = std::min(length, name.size() - 1); // something is left
        length = 0;
        while (length < most && name[length] == first[length])
            ++length;
    }
    // A slash stays with what is after it: "…/checkout".
    const auto ends = [&, common = length](qsizetype at) { return QStringLiteral(".: ").contains(first[at - 1]) || (at < common && first[at] == QLatin1Char('/')); };
    while (length > 0 && !ends(length))
        --length;
    return length < kLeast ? 0 : length;
}

QString withoutBeginning(const QString &name, qsizetype length) { return length <= 0 || length >= name.size() ? name : QChar(0x2026) + name.mid(length); }

} // namespace causeway::views
