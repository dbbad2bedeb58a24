#include "views/models/pattern_model.h"

#include <QMimeData>

#include <algorithm>
#include <numeric>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::uint64_t kFew = 10;        // events; as few as that are rare in any log
constexpr double kRareTogether = 0.01;    // the smallest patterns that together make at most this share of all events are rare
const QString kMimeType = QStringLiteral("application/x-causeway-patterns");

std::vector<TemplateId> idsOf(const QMimeData *data)
{
    std::vector<TemplateId> ids;
    for (const QByteArray &part : data->data(kMimeType).split(' ')) {
        bool ok = false;
        if (const unsigned id = part.toUInt(&ok); ok)
            ids.emplace_back(id);
    }
    return ids;
}

} // namespace

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
        made.firstEver = info != nullptr ? info->first : pattern.first;
        if (info != nullptr) {
            made.name = toLineText(info->name).text;
            made.pinned = info->pinned;
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
        case TextColumn: return text::toolTip(textOf(index.row()).tip + (textOf(index.row()).pinned ? QLatin1Char('\n') + tr("Pinned: its lines stay together whatever is learned later") : QString()));
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
    if (role == Qt::EditRole && index.column() == TextColumn)
        return textOf(index.row()).name.isEmpty() ? textOf(index.row()).text : textOf(index.row()).name;
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
    if (role == Qt::ToolTipRole)
        return text::toolTip(tr("Click sorts by it, right click chooses the columns"));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TextColumn: return tr("Pattern");
    case CountColumn: return tr("Events");
    case ShareColumn: return tr("Share");
    case TrendColumn: return tr("Over time");
    case LevelColumn: return tr("Level");
    case FirstColumn: return tr("First seen");
    default: return tr("Last seen");
    }
}

Qt::ItemFlags PatternModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.row() < rowCount() && pattern(index.row()).id.value != 0) {
        flags |= Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
        if (index.column() == TextColumn)
            flags |= Qt::ItemIsEditable;
    }
    return flags;
}

// The name comes back with the catalogue, once the edit is saved.
bool PatternModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const QString name = value.toString().trimmed();
    if (name != data(index, Qt::EditRole).toString())
        Q_EMIT renameAsked(pattern(index.row()).id, name);
    return true;
}

QStringList PatternModel::mimeTypes() const { return {kMimeType}; }

QMimeData *PatternModel::mimeData(const QModelIndexList &indexes) const
{
    QByteArray ids;
    for (const QModelIndex &index : indexes)
        if (index.column() == TextColumn && pattern(index.row()).id.value != 0)
            ids += (ids.isEmpty() ? "" : " ") + QByteArray::number(pattern(index.row()).id.value);
    auto *data = new QMimeData;
    data->setData(kMimeType, ids);
    return data;
}

bool PatternModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent) const
{
    if (!parent.isValid() || parent.row() >= rowCount() || !data->hasFormat(kMimeType))
        return false;
    const std::vector<TemplateId> ids = idsOf(data);
    const TemplateId into = pattern(parent.row()).id;
    return into.value != 0 && std::any_of(ids.begin(), ids.end(), [&](TemplateId id) { return id != into; });
}

bool PatternModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    std::vector<TemplateId> ids = idsOf(data);
    const TemplateId into = pattern(parent.row()).id;
    std::erase(ids, into);
    Q_EMIT mergeAsked(ids, into);
    return true;
}

void PatternModel::setOnly(const Only &only)
{
    if (only == m_only)
        return;
    m_only = only;
    arrange();
}

// Patterns of equal count are all rare or none.
void PatternModel::findRare()
{
    m_rareCount = kFew;
    if (m_table == nullptr)
        return;
    const auto &patterns = m_table->response.patterns; // falling count
    const double most = kRareTogether * static_cast<double>(m_table->response.events);
    std::uint64_t together = 0;
    for (std::size_t i = patterns.size(); i > 0;) {
        const std::uint64_t count = patterns[i - 1].count;
        for (; i > 0 && patterns[i - 1].count == count; --i)
            together += count;
        if (static_cast<double>(together) > most)
            break;
        m_rareCount = std::max(m_rareCount, count);
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
    findRare();
    m_longest = 0;
    if (m_table != nullptr)
        for (const PatternTable::Text &text : m_table->texts)
            m_longest = std::max(m_longest, static_cast<int>(text.text.size()));
    endResetModel();
    arrange();
}

void PatternModel::arrange()
{
    beginResetModel();
    m_rows.clear();
    if (m_table != nullptr) {
        for (std::uint32_t i = 0; i < m_table->response.patterns.size(); ++i) {
            const engine::Pattern &pattern = m_table->response.patterns[i];
            if ((m_filter.isEmpty() || m_table->texts[i].text.contains(m_filter, Qt::CaseInsensitive)) && (!m_only.since || (!m_table->texts[i].firstEver.isNone() && m_table->texts[i].firstEver >= *m_only.since)) &&
                (!m_only.rare || pattern.count <= m_rareCount))
                m_rows.push_back(i);
        }
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
