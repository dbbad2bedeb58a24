#include "views/models/pattern_model.h"

#include <algorithm>
#include <numeric>

#include "views/text/text.h"

namespace causeway::views {

PatternTable makePatternTable(engine::ListPatternsResponse response, const storage::TemplateCatalog &catalog)
{
    PatternTable table;
    table.texts.reserve(response.patterns.size());
    for (const engine::Pattern &pattern : response.patterns) {
        PatternTable::Text made;
        const storage::TemplateInfo *info = catalog.find(pattern.id);
        if (info == nullptr || !info->name.empty() || info->tokens.empty()) {
            made.text = toLineText(catalog.nameOf(pattern.id)).text;
            if (info != nullptr)
                made.tip = toLineText(info->text()).text;
        } else {
            QStringList parameters;
            for (const templates::Token &token : info->tokens) {
                if (!token.parameter) {
                    made.text += toLineText(token.text + "|").text.chopped(1); // the bar keeps a blank or a line feed at the end
                    continue;
                }
                const QString type = QString::fromLatin1(templates::toName(token.type).data(), static_cast<qsizetype>(templates::toName(token.type).size()));
                const QString name = token.text.empty() ? QStringLiteral("*") : toLineText(token.text).text;
                // One wildcard is called by the parameter's name; the parts of an address or a time have none.
                const QStringList around = toLineText(token.shown).text.split(QStringLiteral("<*>"));
                const QString wildcard = QChar(char16_t(0x2039)) + (around.size() == 2 ? name : QStringLiteral("*")) + QChar(char16_t(0x203a));
                made.text += around.front();
                for (qsizetype i = 1; i < around.size(); ++i) {
                    made.parameters.push_back({static_cast<int>(made.text.size()), static_cast<int>(wildcard.size())});
                    made.text += wildcard + around[i];
                }
                parameters << QStringLiteral("%1: %2").arg(name, type);
            }
            made.tip = parameters.isEmpty() ? made.text : made.text + QLatin1Char('\n') + parameters.join(QLatin1Char('\n'));
            made.text.replace(QLatin1Char('\n'), QChar(char16_t(0x21b5)));
        }
        table.texts.push_back(std::move(made));
    }
    table.response = std::move(response);
    return table;
}

int PatternModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int PatternModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PatternModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const engine::Pattern &p = pattern(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(
            (index.column() == CountColumn || index.column() == ShareColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (index.column()) {
        case TextColumn: return text::toolTip(textOf(index.row()).tip);
        case FirstColumn: return text::toolTip(text::timeUtc(p.first));
        case LastColumn: return text::toolTip(text::timeUtc(p.last));
        case LevelColumn: {
            QStringList parts;
            for (std::size_t level = kLevelCount; level-- > 0;)
                if (p.levels[level] > 0)
                    parts << QStringLiteral("%1: %2").arg(text::levelName(static_cast<Level>(level)), text::number(static_cast<std::int64_t>(p.levels[level])));
            return text::toolTip(parts.join(QLatin1Char('\n')));
        }
        default: return {};
        }
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case TextColumn: return textOf(index.row()).text;
    case CountColumn: return text::number(static_cast<std::int64_t>(p.count));
    case ShareColumn: return text::percent(p.share);
    case TrendColumn: { // in words for whoever cannot see the sparkline
        const auto most = std::max_element(p.spark.begin(), p.spark.end());
        return role == Qt::AccessibleTextRole && most != p.spark.end() ? QVariant(tr("at most %1 at once").arg(text::number(static_cast<std::int64_t>(*most)))) : QVariant();
    }
    case LevelColumn: return text::levelName(p.worst());
    case FirstColumn: return text::time(p.first);
    case LastColumn: return text::time(p.last);
    default: return {};
    }
}

QVariant PatternModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>((section == CountColumn || section == ShareColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TextColumn: return tr("Pattern");
    case CountColumn: return tr("Events");
    case ShareColumn: return tr("Share");
    case TrendColumn: return tr("Over time");
    case LevelColumn: return tr("Level");
    case FirstColumn: return tr("First");
    default: return tr("Last");
    }
}

void PatternModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    arrange();
}

void PatternModel::setTextFilter(const QString &text)
{
    m_filter = text;
    arrange();
}

void PatternModel::setTable(std::shared_ptr<const PatternTable> table)
{
    // m_rows points into the old table until it is arranged anew.
    beginResetModel();
    m_rows.clear();
    m_table = std::move(table);
    endResetModel();
    arrange();
}

void PatternModel::arrange()
{
    beginResetModel();
    m_rows.clear();
    if (m_table != nullptr) {
        for (std::uint32_t i = 0; i < m_table->response.patterns.size(); ++i)
            if (m_filter.isEmpty() || m_table->texts[i].text.contains(m_filter, Qt::CaseInsensitive))
                m_rows.push_back(i);
        const auto &patterns = m_table->response.patterns;
        const auto before = [&](std::uint32_t a, std::uint32_t b) {
            const engine::Pattern &x = patterns[a];
            const engine::Pattern &y = patterns[b];
            switch (m_column) {
            case TextColumn: return m_table->texts[a].text.localeAwareCompare(m_table->texts[b].text) < 0;
            case LevelColumn: return x.worst() != y.worst() ? x.worst() < y.worst() : x.levels[static_cast<std::size_t>(x.worst())] < y.levels[static_cast<std::size_t>(y.worst())];
            case FirstColumn: return x.first < y.first;
            case LastColumn: return x.last < y.last;
            default: return x.count < y.count;
            }
        };
        // Ties stay in the order of the answer, whichever the direction.
        std::stable_sort(m_rows.begin(), m_rows.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return m_order == Qt::AscendingOrder ? before(a, b) : before(b, a); });
    }
    endResetModel();
}

int PatternModel::rowOf(TemplateId id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (pattern(row).id == id)
            return row;
    return -1;
}

} // namespace causeway::views
