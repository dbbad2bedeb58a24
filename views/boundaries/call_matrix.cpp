#include "views/boundaries/call_matrix.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/boundaries/split_text.h"
#include "views/findings/heat_scale.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kLegendBar = 140;

} // namespace

void CallMatrix::follow(const BoundaryDesk &desk)
{
    beginResetModel();
    m_calls = {};
    m_names.clear();
    m_most = 0;
    if (desk.data() != nullptr && desk.split() != nullptr) {
        const boundaries::Split &split = desk.split()->split;
        m_observed = desk.data()->data.model.observed;
        m_calls = boundaries::serviceCalls(desk.data()->data.model, split.serviceOf, static_cast<std::uint32_t>(split.services.size()));
        for (const std::string &name : split.services)
            m_names << text::fromBytes(name);
        for (std::uint32_t a = 0; a < m_calls.services; ++a)
            for (std::uint32_t b = 0; b < m_calls.services; ++b)
                m_most = a == b ? m_most : std::max(m_most, m_calls.at(a, b));
    }
    endResetModel();
}

double CallMatrix::heat(const QModelIndex &index) const
{
    const auto from = static_cast<std::uint32_t>(index.row()), to = static_cast<std::uint32_t>(index.column());
    if (from == to || m_calls.pairsAt(from, to) == 0)
        return -1;
    return m_most > 0 ? std::log1p(m_calls.at(from, to)) / std::log1p(m_most) : 0;
}

QString CallMatrix::describe(const QModelIndex &index) const
{
    const auto from = static_cast<std::uint32_t>(index.row()), to = static_cast<std::uint32_t>(index.column());
    const QString calls = callsText(m_calls.at(from, to)), pairs = text::number(std::int64_t{m_calls.pairsAt(from, to)});
    if (m_calls.pairsAt(from, to) == 0)
        return from == to ? tr("%1: no calls within").arg(m_names[index.row()]) : tr("%1 does not call %2").arg(m_names[index.row()], m_names[index.column()]);
    if (from == to)
        return (m_observed ? tr("%1: %2 calls within, pairs of classes: %3") : tr("%1: %2 references within, pairs of classes: %3")).arg(m_names[index.row()], calls, pairs);
    return (m_observed ? tr("%1 calls %2: %3 times, pairs of classes: %4") : tr("%1 refers to %2: %3 times, pairs of classes: %4")).arg(m_names[index.row()], m_names[index.column()], calls, pairs);
}

QVariant CallMatrix::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto from = static_cast<std::uint32_t>(index.row()), to = static_cast<std::uint32_t>(index.column());
    switch (role) {
    case Qt::DisplayRole: return m_calls.pairsAt(from, to) == 0 ? QStringLiteral("–") : callsText(m_calls.at(from, to));
    case Qt::ToolTipRole: return text::toolTip(describe(index));
    case Qt::AccessibleTextRole: return describe(index);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::BackgroundRole:
        if (const double value = heat(index); value >= 0)
            return theme::heat(value);
        return {};
    case Qt::ForegroundRole:
        if (const double value = heat(index); value >= 0)
            return HeatScale::ink(theme::heat(value).rgb());
        return theme::muted();
    default: return {};
    }
}

QVariant CallMatrix::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || section >= m_names.size())
        return {};
    if (role == Qt::ToolTipRole)
        return text::toolTip(orientation == Qt::Vertical ? tr("Calls from %1").arg(m_names[section]) : tr("Calls to %1").arg(m_names[section]));
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (orientation == Qt::Vertical ? Qt::AlignLeft : Qt::AlignRight)));
    return role == Qt::DisplayRole ? QVariant(m_names[section]) : QVariant();
}

CallLegend::CallLegend(QWidget *parent) : QWidget(parent)
{
    setFont(theme::smallFont());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Calls by colour"));
}

void CallLegend::setMost(double most)
{
    m_most = most;
    setAccessibleDescription(tr("From 1 to %1, by the logarithm").arg(callsText(most)));
    setVisible(most > 0);
    update();
}

QSize CallLegend::sizeHint() const { return {kLegendBar + 2 * fontMetrics().horizontalAdvance(QStringLiteral("0,000")), fontMetrics().height() + 16}; }

void CallLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int room = fontMetrics().horizontalAdvance(QStringLiteral("0,000"));
    const QRect bar(room, 4, kLegendBar, 8);
    for (int x = 0; x < bar.width(); ++x)
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), theme::heat((x + 0.5) / bar.width()));
    painter.setPen(theme::outline());
    painter.drawRect(bar);
    painter.setPen(palette().color(QPalette::Text));
    // Powers of ten, as far apart as they can be read, and the most.
    const double all = std::log1p(m_most);
    int free = -1;
    const auto tick = [&](double value, bool last) {
        const int x = bar.left() + static_cast<int>(std::lround(std::log1p(value) / all * bar.width()));
        const QString text = text::number(value, 3);
        const int half = fontMetrics().horizontalAdvance(text) / 2 + 2;
        if (last ? false : x - half < free || x + 2 * half > bar.right() - half)
            return;
        painter.drawLine(x, bar.bottom(), x, bar.bottom() + 3);
        painter.drawText(QRect(x - room, bar.bottom() + 3, 2 * room, fontMetrics().height()), Qt::AlignHCenter | Qt::AlignTop, text);
        free = x + half;
    };
    for (double value = 1; value < m_most; value *= 10)
        tick(value, false);
    if (m_most > 0)
        tick(m_most, true);
}

} // namespace causeway::views
