#include "views/shell/palette_model.h"

#include <algorithm>

namespace causeway::views {

namespace {

QString plain(QString text) { return text.remove(QLatin1Char('&')); }

} // namespace

std::optional<int> fuzzyScore(QStringView typed, QStringView text)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar c : typed) {
        if (c.isSpace())
            continue;
        qsizetype found = -1;
        qsizetype fallback = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toLower() != c.toLower())
                continue;
            const bool start = i == 0 || !text[i - 1].isLetterOrNumber();
            if (i == last + 1 || start) {
                found = i;
                break;
            }
            if (fallback < 0)
                fallback = i;
        }
        if (found < 0)
            found = fallback;
        if (found < 0)
            return std::nullopt;
        const bool start = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == last + 1 ? 8 : start ? 6 : 1;
        score -= static_cast<int>(std::min<qsizetype>(found - at, 10)) / 4;
        last = found;
        at = found + 1;
    }
    return score * 4 - static_cast<int>(std::min<qsizetype>(text.size(), 80)) / 4;
}

namespace {

// Where a word stands in a text: at the beginning of one of its words, whole or not, or within one.
enum class Found : std::uint8_t { Nowhere, Within, Beginning, Whole };

Found find(QStringView word, QStringView text)
{
    Found best = Found::Nowhere;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        const qsizetype end = at + word.size();
        if (at > 0 && text[at - 1].isLetterOrNumber())
            best = std::max(best, Found::Within);
        else if (end < text.size() && text[end].isLetterOrNumber())
            best = std::max(best, Found::Beginning);
        else
            return Found::Whole;
    }
    return best;
}

} // namespace

std::optional<int> wordScore(const QStringList &words, QStringView title, QStringView group, QStringView help)
{
    if (words.isEmpty())
        return 0;
    constexpr int kTitle = 100, kGroup = 50, kHelp = 10; // a title counts for more than a menu and both for more than a description
    int score = 0;
    for (const QString &word : words) {
        int best = 0;
        for (const auto &[text, weight] : {std::pair{title, kTitle}, std::pair{group, kGroup}, std::pair{help, kHelp}})
            if (const Found found = find(word, text); found != Found::Nowhere)
                best = std::max(best, found == Found::Within ? weight / 5 : weight + static_cast<int>(found));
        if (best == 0)
            return std::nullopt;
        score += best;
    }
    if (title.startsWith(words.front(), Qt::CaseInsensitive))
        score += 5;
    return score;
}

PaletteModel::PaletteModel(const ActionRegistry &actions, QString scope, QObject *parent) : QAbstractListModel(parent)
{
    for (const ActionRegistry::Entry &entry : actions.entries())
        if (entry.spec.scope.isEmpty() || entry.spec.scope == scope)
            m_all.push_back(entry);
    setTyped({});
}

void PaletteModel::setTyped(const QString &typed)
{
    const QStringList words = typed.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<std::pair<int, std::size_t>> scored;
    const auto add = [&](std::optional<int> score, std::size_t i) {
        if (score)
            scored.emplace_back(words.isEmpty() ? 0 : *score - (m_all[i].action->isEnabled() ? 0 : 2), i);
    };
    for (std::size_t i = 0; i < m_all.size(); ++i)
        add(wordScore(words, plain(m_all[i].action->text()), m_all[i].spec.group, m_all[i].spec.help), i);
    if (scored.empty()) // letters in order, for those who leave most of them away
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            const QString text = plain(m_all[i].action->text());
            auto score = fuzzyScore(typed, text);
            if (const auto wide = fuzzyScore(typed, QString(m_all[i].spec.group + QLatin1Char(' ') + text)); wide && (!score || *wide - 6 > *score))
                score = *wide - 6;
            add(score, i);
        }
    std::stable_sort(scored.begin(), scored.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    beginResetModel();
    m_shown.clear();
    for (const auto &[score, i] : scored)
        m_shown.push_back(i);
    endResetModel();
}

QAction *PaletteModel::action(int row) const { return row < 0 || row >= rowCount() ? nullptr : m_all[m_shown[static_cast<std::size_t>(row)]].action; }

int PaletteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ActionRegistry::Entry &entry = m_all[m_shown[static_cast<std::size_t>(index.row())]];
    switch (role) {
    case Qt::DisplayRole: return plain(entry.action->text());
    case Qt::DecorationRole: return entry.action->icon();
    case Qt::ToolTipRole: return entry.action->toolTip();
    case Qt::AccessibleTextRole: return entry.whyNot.isEmpty() ? plain(entry.action->text()) : tr("%1, not now: %2").arg(plain(entry.action->text()), entry.whyNot);
    case GroupRole: return entry.spec.group;
    case ShortcutRole: return entry.action->shortcut().toString(QKeySequence::NativeText);
    case WhyNotRole: return entry.whyNot;
    default: return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace causeway::views
