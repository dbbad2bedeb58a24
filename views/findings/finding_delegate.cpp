#include "views/findings/finding_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "views/models/finding_model.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPadding = 8;
constexpr int kAbove = 5; // and below
constexpr int kMark = 16;
constexpr int kBar = 72;
constexpr int kSentenceLines = 2;

QFontMetrics smallMetrics() { return QFontMetrics(theme::smallFont()); }

// The last line that fits holds the rest, elided.
void paintWrapped(QPainter &painter, const QRect &area, const QString &text)
{
    const QFontMetrics metrics(painter.font());
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    for (int i = 0; i < kSentenceLines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(area.width());
        const QPoint at(area.left(), area.top() + i * metrics.height() + metrics.ascent());
        const QString rest = text.mid(line.textStart());
        painter.drawText(at, i + 1 < kSentenceLines ? rest.left(line.textLength()).trimmed() : metrics.elidedText(rest, Qt::ElideRight, area.width()));
    }
    layout.endLayout();
}

QString between() { return QStringLiteral("  ·  "); }

} // namespace

QString fittingFacts(const QString &subject, const QString &detector, const QString &time, const QFontMetrics &metrics, int room)
{
    QStringList parts{subject, detector, time};
    parts.removeAll(QString());
    const auto width = [&] { return metrics.horizontalAdvance(parts.join(between())); };
    const bool timed = !time.isEmpty() && parts.size() > 1;
    if (const qsizetype space = time.indexOf(QLatin1Char(' ')); timed && width() > room && space > 0)
        parts.back() = time.mid(space + 1);
    if (const qsizetype point = timed ? parts.back().indexOf(QLatin1Char('.')) : -1; point > 0 && width() > room)
        parts.back().truncate(point);
    if (parts.size() > 2 && width() > room)
        parts.removeAt(1);
    if (!parts.isEmpty() && width() > room)
        parts.front() = metrics.elidedText(parts.front(), Qt::ElideMiddle, std::max(metrics.averageCharWidth() * 8, metrics.horizontalAdvance(parts.front()) - (width() - room)));
    return width() <= room ? parts.join(between()) : metrics.elidedText(parts.join(between()), Qt::ElideRight, room);
}

void paintVerdict(QPainter &painter, const QRect &cell, const Verdict *verdict, const QColor &ink)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF circle(0, 0, kMark - 2, kMark - 2);
    circle.moveCenter(QRectF(cell).center());
    QPen pen(ink, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (verdict == nullptr) {
        pen.setWidthF(1.2);
        pen.setStyle(Qt::DotLine);
        painter.setPen(pen);
        painter.drawEllipse(circle.adjusted(1.5, 1.5, -1.5, -1.5));
        painter.restore();
        return;
    }
    painter.setPen(pen);
    const QPointF c = circle.center();
    switch (*verdict) {
    case Verdict::Normal:
        painter.drawEllipse(circle);
        painter.drawPolyline(QPolygonF({c + QPointF(-3.2, 0.3), c + QPointF(-0.9, 2.8), c + QPointF(3.4, -2.6)}));
        break;
    case Verdict::Anomalous:
        painter.drawPolygon(QPolygonF({c + QPointF(0, -7), c + QPointF(7.5, 6), c + QPointF(-7.5, 6)}));
        painter.drawLine(c + QPointF(0, -2.2), c + QPointF(0, 1.6));
        painter.drawPoint(c + QPointF(0, 4));
        break;
    case Verdict::Unsure: {
        painter.drawRoundedRect(circle, 3, 3);
        QFont font = painter.font();
        font.setBold(true);
        font.setPixelSize(11);
        painter.setFont(font);
        painter.drawText(circle, Qt::AlignCenter, QStringLiteral("?"));
        break;
    }
    }
    painter.restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {200, kSentenceLines * QFontMetrics(option.font).height() + smallMetrics().height() + 2 * kAbove + 1};
}

void FindingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString sentence = item.text;
    item.text.clear();
    const QStyle *style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const bool selected = item.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = selected ? ink : theme::muted();

    painter->save();
    painter->setClipRect(item.rect);
    const QRect inner = item.rect.adjusted(kPadding, kAbove, -kPadding, -kAbove);
    const int known = index.data(FindingModel::VerdictRole).toInt();
    const auto verdict = static_cast<Verdict>(std::max(0, known));
    const QColor tone = selected ? ink : known < 0 ? theme::muted() : theme::verdictColor(verdict);
    paintVerdict(*painter, QRect(inner.left(), inner.top(), kMark, painter->fontMetrics().height()), known < 0 ? nullptr : &verdict, tone);

    const int left = inner.left() + kMark + kPadding;
    painter->setFont(item.font);
    painter->setPen(ink);
    const QRect words(left, inner.top(), inner.right() - kBar - kPadding - left, inner.height());
    paintWrapped(*painter, words, sentence);

    // The bar: how bad among the findings of its detector; the number beside it is the score itself.
    const QRect bar(inner.right() - kBar + 1, inner.top() + 5, kBar, 6);
    painter->setPen(Qt::NoPen);
    QColor ground = selected ? ink : theme::line();
    if (selected)
        ground.setAlpha(60);
    painter->fillRect(bar, ground);
    const double share = index.data(FindingModel::ShareRole).toDouble();
    painter->fillRect(QRectF(bar.left(), bar.top(), std::max(2.0, share * bar.width()), bar.height()), selected ? ink : theme::color(theme::Tone::Anomalous));
    painter->setFont(theme::smallFont());
    painter->setPen(ink);
    painter->drawText(QRect(bar.left(), bar.bottom() + 3, kBar, smallMetrics().height()), Qt::AlignRight | Qt::AlignTop, index.data(FindingModel::SeverityRole).toString());

    const auto others = index.data(FindingModel::OthersRole).toStringList().size();
    const QString detector = index.data(FindingModel::DetectorRole).toString() + (others > 0 ? QStringLiteral(" +%1").arg(others) : QString());
    const QString time = index.data(FindingModel::TimeRole).toString();
    // Third line: label in words, subject, detector, time.
    QRect facts(left, inner.bottom() - smallMetrics().height() + 1, inner.right() - left + 1, smallMetrics().height());
    if (known >= 0) {
        const QString kind = index.data(FindingModel::KindRole).toString();
        const QString word = text::verdictName(verdict) + (kind.isEmpty() ? QString() : QStringLiteral(": ") + kind);
        const QString shown = smallMetrics().elidedText(word, Qt::ElideRight, facts.width() / 2);
        painter->setPen(tone);
        painter->drawText(facts, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, shown);
        facts.setRight(facts.right() - smallMetrics().horizontalAdvance(shown) - kPadding);
    }
    painter->setPen(faint);
    // A letter that reaches below the line, such as _, is not cut.
    painter->drawText(facts, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                      fittingFacts(index.data(FindingModel::SubjectRole).toString(), detector, time == QStringLiteral("–") ? QString() : time, smallMetrics(), facts.width()));

    painter->setPen(theme::line());
    painter->drawLine(item.rect.bottomLeft(), item.rect.bottomRight());
    painter->restore();
}

} // namespace causeway::views
