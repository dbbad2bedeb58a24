#include "views/findings/word_map.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

WordMap::WordMap(HeatMeasure measure, QWidget *parent) : QAbstractScrollArea(parent), m_measure(measure)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(measure == HeatMeasure::Attention ? tr("Words: attention") : tr("Words: occlusion"));
    viewport()->setAutoFillBackground(false);
}

void WordMap::setWords(std::shared_ptr<const HeatMap> map, const HeatMap::Words *words, bool isChosen)
{
    const bool isNew = words != m_words || map != m_map;
    m_map = std::move(map);
    m_words = words;
    m_isChosen = isChosen;
    if (isNew) {
        m_current = 0;
        for (int i = 0; m_words != nullptr && i < static_cast<int>(m_words->words.size()); ++i)
            if (std::abs(m_words->value(m_measure, static_cast<std::size_t>(i)).value_or(0)) > std::abs(m_words->value(m_measure, static_cast<std::size_t>(m_current)).value_or(0)))
                m_current = i;
        verticalScrollBar()->setValue(0);
    }
    setAccessibleDescription(describe(m_current));
    arrange();
}

void WordMap::setSide(int width)
{
    m_side = width;
    arrange();
}

WordMapPainter WordMap::painter() const { return {*m_map, *m_words, m_measure, palette(), theme::smallFont()}; }

int WordMap::wantedHeight() const { return m_words == nullptr ? 0 : painter().layout(width(), m_side).height; }
int WordMap::leastHeight() const { return m_words == nullptr ? 0 : painter().leastHeight(); }

void WordMap::arrange()
{
    m_layout = m_words == nullptr ? WordMapPainter::Layout{} : painter().layout(viewport()->width(), m_side);
    verticalScrollBar()->setRange(0, std::max(0, m_layout.height - viewport()->height()));
    verticalScrollBar()->setPageStep(std::max(1, viewport()->height()));
    verticalScrollBar()->setSingleStep(QFontMetrics(theme::smallFont()).height() + 4);
    viewport()->update();
}

void WordMap::setCurrent(int word)
{
    if (m_words == nullptr)
        return;
    m_current = std::clamp(word, 0, static_cast<int>(m_words->words.size()) - 1);
    setAccessibleDescription(describe(m_current));
    const QRect at = wordRect(m_current);
    if (at.top() < 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + at.top() - 2);
    else if (at.bottom() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + at.bottom() - viewport()->height() + 4);
    viewport()->update();
}

QRect WordMap::wordRect(int word) const
{
    return word < 0 || word >= static_cast<int>(m_layout.words.size()) ? QRect() : m_layout.words[static_cast<std::size_t>(word)].translated(0, -verticalScrollBar()->value());
}

std::optional<int> WordMap::wordAt(const QPoint &position) const
{
    for (int i = 0; i < static_cast<int>(m_layout.words.size()); ++i)
        if (wordRect(i).contains(position))
            return i;
    return std::nullopt;
}

QString WordMap::aboutPair() const
{
    const auto named = [this](std::size_t at) { return tr("%1: %2", "number of a step and its template").arg(text::number(static_cast<std::int64_t>(at) + 1), m_map->nameAt(at)); };
    QStringList lines{tr("Step %1").arg(named(m_map->position(m_words->row))), tr("looks back at step %1").arg(named(m_words->column))};
    if (!m_isChosen)
        lines << tr("The chosen cell has no weighed words. Of those that have, this one makes its step most surprising.");
    return lines.join(QLatin1Char('\n'));
}

QString WordMap::describe(int word) const
{
    if (m_words == nullptr || word < 0 || word >= static_cast<int>(m_words->words.size()))
        return {};
    const auto at = static_cast<std::size_t>(word);
    QStringList lines{tr("Word %1 of %2: %3").arg(word + 1).arg(m_words->words.size()).arg(m_words->words[word])};
    if (const auto lift = m_words->value(HeatMeasure::Attention, at))
        lines << tr("Attention %1 = %2 × uniform").arg(text::percent(m_words->attention[at]), text::number(*lift, 2));
    if (const auto delta = m_words->value(HeatMeasure::Occlusion, at)) {
        const QString size = text::number(std::abs(*delta), 2);
        lines << (*delta > 0   ? tr("ΔNLL +%1: without this word the step is less surprising").arg(size)
                  : *delta < 0 ? tr("ΔNLL −%1: without this word the step is more surprising").arg(size)
                               : tr("ΔNLL 0: leaving this word out changes nothing"));
    } else
        lines << tr("The only word of its event is not left out: the map tells what the event counts");
    lines << aboutPair();
    return lines.join(QLatin1Char('\n'));
}

void WordMap::paintEvent(QPaintEvent *)
{
    QPainter to(viewport());
    if (m_words == nullptr)
        to.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    else
        painter().paint(to, viewport()->rect(), m_layout, verticalScrollBar()->value(), m_current, hasFocus(),
                        m_isChosen ? QString() : tr("for step %1 (strongest)").arg(text::number(static_cast<std::int64_t>(m_map->position(m_words->row)) + 1)));
}

void WordMap::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
    Q_EMIT widthChanged();
}

void WordMap::keyPressEvent(QKeyEvent *event)
{
    int to = m_current;
    const bool isCommand = event->modifiers() & (Qt::AltModifier | Qt::MetaModifier | Qt::ControlModifier);
    switch (isCommand || m_words == nullptr ? 0 : event->key()) {
    case Qt::Key_Left: --to; break;
    case Qt::Key_Right: ++to; break;
    case Qt::Key_Home: to = 0; break;
    case Qt::Key_End: to = static_cast<int>(m_words->words.size()) - 1; break;
    case Qt::Key_PageUp: Q_EMIT pairWanted(-1); return;
    case Qt::Key_PageDown: Q_EMIT pairWanted(1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT activated(); return;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    setCurrent(to);
    Q_EMIT wordChosen();
    QToolTip::showText(viewport()->mapToGlobal(wordRect(m_current).bottomLeft()), text::toolTip(describe(m_current)), viewport());
}

void WordMap::mousePressEvent(QMouseEvent *event)
{
    const auto word = event->button() == Qt::LeftButton ? wordAt(event->pos()) : std::nullopt;
    if (!word)
        return;
    setCurrent(*word);
    Q_EMIT wordChosen();
}

void WordMap::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_words != nullptr)
        Q_EMIT activated();
}

bool WordMap::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto word = wordAt(help->pos());
        QToolTip::showText(help->globalPos(), word ? text::toolTip(describe(*word)) : m_words != nullptr && help->pos().x() < m_side ? text::toolTip(aboutPair()) : QString(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void WordMap::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        arrange();
        Q_EMIT widthChanged();
    }
}

void WordMap::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void WordMap::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace causeway::views
