#include "views/models/alignment_model.h"

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

using Kind = engine::AlignSessionResponse::Kind;

QString signOf(Kind kind) { return kind == Kind::Missing ? QStringLiteral("−") : kind == Kind::Extra ? QStringLiteral("+") : kind == Kind::Late ? QStringLiteral("~") : QString(); }

QString wordOf(Kind kind)
{
    switch (kind) {
    case Kind::Missing: return AlignmentModel::tr("missing");
    case Kind::Extra: return AlignmentModel::tr("extra");
    case Kind::Late: return AlignmentModel::tr("late");
    case Kind::Same: break;
    }
    return {};
}

} // namespace

void AlignmentModel::setAlignment(Alignment alignment, std::shared_ptr<const storage::TemplateCatalog> catalog, bool folded)
{
    beginResetModel();
    m_alignment = std::move(alignment);
    m_catalog = std::move(catalog);
    m_shown.clear();
    if (m_alignment != nullptr) {
        const auto &rows = m_alignment->rows;
        std::vector<bool> kept(rows.size(), !folded);
        for (std::size_t i = 0; folded && i < rows.size(); ++i)
            if (rows[i].kind != Kind::Same)
                for (std::size_t k = i - std::min<std::size_t>(i, kContext); k <= i + kContext && k < rows.size(); ++k)
                    kept[k] = true;
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t end = i;
            while (end < rows.size() && !kept[end])
                ++end;
            if (folded && end == i && rows[i].kind != Kind::Same && rows[i].kind != Kind::Late) {
                while (end < rows.size() && rows[end].kind == rows[i].kind && rows[end].key == rows[i].key)
                    ++end;
                if (end - i < kRepeated)
                    end = i;
            }
            m_shown.push_back({i, std::max<std::size_t>(1, end - i)});
            i += m_shown.back().count;
        }
    }
    endResetModel();
}

int AlignmentModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }
int AlignmentModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

const engine::AlignSessionResponse::Row *AlignmentModel::row(int index) const
{
    if (index < 0 || index >= rowCount())
        return nullptr;
    const Shown &shown = m_shown[static_cast<std::size_t>(index)];
    const auto &first = m_alignment->rows[shown.first];
    return shown.count > 1 && first.kind == Kind::Same ? nullptr : &first;
}

int AlignmentModel::rowOf(EventId event) const
{
    for (int i = 0; i < rowCount(); ++i)
        if (row(i) != nullptr) {
            const Shown &shown = m_shown[static_cast<std::size_t>(i)];
            for (std::size_t k = shown.first; k < shown.first + shown.count; ++k)
                if (m_alignment->rows[k].here == event || m_alignment->rows[k].there == event)
                    return i;
        }
    return -1;
}

int AlignmentModel::nextDifference(int from, bool forward) const
{
    for (int i = from + (forward ? 1 : -1); i >= 0 && i < rowCount(); i += forward ? 1 : -1)
        if (const auto *at = row(i); at != nullptr && at->kind != Kind::Same)
            return i;
    return -1;
}

QString AlignmentModel::nameOf(std::uint32_t key) const { return m_catalog == nullptr ? QString::number(key) : text::fromBytes(m_catalog->nameOf(TemplateId(key))); }

QString AlignmentModel::plainText(int index) const
{
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column)
        cells << data(this->index(index, column), Qt::DisplayRole).toString();
    return cells.join(QLatin1Char('\t'));
}

QVariant AlignmentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Shown &shown = m_shown[static_cast<std::size_t>(index.row())];
    const auto *at = row(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() == GapColumn ? Qt::AlignRight : index.column() == SignColumn ? Qt::AlignHCenter : Qt::AlignLeft)));
    if (at == nullptr) {
        if (role == Qt::ForegroundRole)
            return theme::muted();
        if ((role == Qt::DisplayRole || role == Qt::AccessibleTextRole) && index.column() == HereColumn)
            return tr("… %1 equal steps").arg(text::number(static_cast<std::int64_t>(shown.count)));
        return {};
    }
    const bool inHere = at->here.has_value(), inThere = at->there.has_value();
    const QString times = shown.count > 1 ? QStringLiteral("   × %1").arg(text::number(static_cast<std::int64_t>(shown.count))) : QString();
    switch (role) {
    case Qt::ForegroundRole:
        if (at->kind == Kind::Same)
            return {};
        if (at->kind == Kind::Late)
            return index.column() == SignColumn || index.column() == GapColumn ? QVariant(theme::color(theme::Tone::Warning)) : QVariant();
        return theme::color(at->kind == Kind::Missing ? theme::Tone::Accent : theme::Tone::Anomalous);
    case Qt::ToolTipRole: {
        QString tip = nameOf(at->key);
        if (at->kind == Kind::Missing)
            tip += QLatin1Char('\n') + tr("Missing: the normal session has it here.");
        else if (at->kind == Kind::Extra)
            tip += QLatin1Char('\n') + tr("Extra: the normal session does not have it here.");
        else if (at->kind == Kind::Late)
            tip += QLatin1Char('\n') + tr("Late: %1 after the step before; at most %2 in %3 cases in normal sessions.")
                                           .arg(text::duration(Nanos{*at->gapNs}), text::duration(Nanos{at->usualNs}), text::number(static_cast<std::int64_t>(at->usualSeen)));
        return text::toolTip(tip);
    }
    case Qt::AccessibleTextRole:
        if (index.column() == SignColumn)
            return wordOf(at->kind);
        [[fallthrough]];
    case Qt::DisplayRole:
        switch (index.column()) {
        case SignColumn: return signOf(at->kind);
        case HereColumn: return inHere ? nameOf(at->key) + times : QString();
        case GapColumn: return at->gapNs && shown.count == 1 ? text::duration(Nanos{*at->gapNs}) : QString();
        case ThereColumn: return inThere ? nameOf(at->key) + times : QString();
        default: return {};
        }
    default: return {};
    }
}

QVariant AlignmentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == GapColumn ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ToolTipRole)
        return section == SignColumn ? QVariant(tr("− missing, + extra, ~ late")) : section == GapColumn ? QVariant(tr("Time since the step before")) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case HereColumn: return tr("This session");
    case GapColumn: return tr("After");
    case ThereColumn: return tr("Nearest normal session");
    default: return {};
    }
}

} // namespace causeway::views
