#pragma once
// What names begin alike with says nothing where they stand in one list: it is left out there, and a tip has the whole name. Any thread.

#include <QString>
#include <QStringList>

namespace causeway::views {

// How many characters at the beginning are common to all of them, up to and with one of “.: ”, or up to a slash; 0 where that is too little to be left out, where
// there are fewer than two, or where nothing would be left of one.
[[nodiscard]] qsizetype commonBeginning(const QStringList &names);
// The name without so much: "…/checkout".
[[nodiscard]] QString withoutBeginning(const QString &name, qsizetype length);

} // namespace causeway::views
