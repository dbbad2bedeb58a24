#include "views/findings/score_chart.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kBins = 80;
constexpr int kNameRow = 16; // pixels above the bars, for what the line is called
constexpr int kSwatch = 9;   // of the legend
constexpr int kGap = 6;

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

} // namespace

ScoreChart::ScoreChart(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Scores and threshold"));
}

QSize ScoreChart::sizeHint() const { return {420, 200}; }
QSize ScoreChart::minimumSizeHint() const { return {200, 88}; }

QRectF ScoreChart::plot() const
{
    const QFontMetrics metrics(theme::smallFont());
    const int axis = metrics.height() + 4, top = 2 + metrics.height() + kNameRow; // the legend stands above the name of the line
    const int left = theme::kMargin + std::max(metrics.horizontalAdvance(count(most())), metrics.horizontalAdvance(tr("score"))) + kGap;
    return QRectF(left, top, std::max(1, width() - left - theme::kMargin), std::max(1, height() - top - axis - 2));
}

double ScoreChart::place(double score) const { return std::clamp((std::asinh(score / m_scale) - m_from) / (m_to - m_from), 0.0, 1.0); }
double ScoreChart::scoreOf(double place) const { return m_scale * std::sinh(m_from + place * (m_to - m_from)); }
double ScoreChart::xOf(double score) const { return plot().left() + place(score) * plot().width(); }
double ScoreChart::scoreAt(double x) const { return scoreOf(std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0)); }

void ScoreChart::setCurve(std::shared_ptr<const engine::ScoreCurve> curve)
{
    m_curve = std::move(curve);
    if (m_curve != nullptr && m_curve->steps.empty())
        m_curve = nullptr;
    m_threshold = m_curve == nullptr ? 0 : m_curve->run.threshold;
    makeBins();
    setCursor(m_curve == nullptr ? Qt::ArrowCursor : Qt::SplitHCursor);
    update();
}

std::uint64_t ScoreChart::most() const
{
    std::uint64_t most = 1;
    for (const Bin &bin : m_bins)
        most = std::max(most, bin.all());
    return most;
}

// Heights are roots of counts: the few beyond the threshold are what it is about, beside thousands below.
double ScoreChart::heightOf(std::uint64_t n) const { return n == 0 ? 0.0 : std::max(2.0, std::sqrt(static_cast<double>(n) / static_cast<double>(most())) * plot().height()); }

void ScoreChart::makeBins()
{
    m_bins.clear();
    if (m_curve == nullptr)
        return;
    m_scale = std::abs(m_curve->run.threshold) > 1e-9 && std::isfinite(m_curve->run.threshold) ? std::abs(m_curve->run.threshold) : 1;
    const auto finite = [](double value) { return std::clamp(value, -1e300, 1e300); };
    const double low = std::min(finite(m_curve->steps.back().score), finite(m_threshold)), high = std::max(finite(m_curve->steps.front().score), finite(m_threshold));
    m_from = std::asinh(low / m_scale);
    m_to = std::asinh(high / m_scale);
    const double margin = std::max(0.02 * (m_to - m_from), 1e-3); // a threshold above all scores can be reached
    m_from -= margin;
    m_to += margin;
    m_bins.resize(kBins);
    engine::ScoreCurve::Step before;
    for (const engine::ScoreCurve::Step &step : m_curve->steps) {
        Bin &bin = m_bins[std::min(kBins - 1, static_cast<std::size_t>(place(step.score) * kBins))];
        const std::uint64_t anomalous = step.anomalous - before.anomalous, normal = step.normal - before.normal;
        bin.anomalous += anomalous;
        bin.normal += normal;
        bin.others += step.subjects - before.subjects - anomalous - normal;
        before = step;
    }
}

void ScoreChart::setThreshold(double threshold)
{
    m_threshold = threshold;
    update();
}

void ScoreChart::move(double threshold)
{
    if (m_curve == nullptr || threshold == m_threshold)
        return;
    setThreshold(threshold);
    Q_EMIT thresholdMoved(threshold);
}

// Round to what can be told apart there: the axis is no even one.
std::vector<double> ScoreChart::ticks() const
{
    constexpr int kTicks = 6;
    std::vector<double> out;
    for (int tick = 0; m_curve != nullptr && tick < kTicks; ++tick) {
        const double at = .02 + .96 * tick / (kTicks - 1), span = scoreOf(std::min(1.0, at + .1)) - scoreOf(std::max(0.0, at - .1));
        if (!(span > 0) || !std::isfinite(span))
            continue;
        const double power = std::pow(10, std::floor(std::log10(span / 2))), times = span / 2 / power;
        const double step = (times >= 5 ? 5 : times >= 2 ? 2 : 1) * power, score = std::round(scoreOf(at) / step) * step;
        const double placed = std::asinh(score / m_scale);
        if (std::isfinite(score) && placed >= m_from && placed <= m_to && (out.empty() || score > out.back()))
            out.push_back(score == 0 ? 0 : score); // no −0
    }
    return out;
}

void ScoreChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (m_curve == nullptr)
        return;
    const QRectF area = plot();
    paintScale(painter);
    const double step = area.width() / static_cast<double>(m_bins.size());
    const QColor others = theme::muted(), normal = theme::verdictColor(Verdict::Normal), anomalous = theme::verdictColor(Verdict::Anomalous);
    for (std::size_t i = 0; i < m_bins.size(); ++i) {
        const Bin &bin = m_bins[i];
        const double left = area.left() + static_cast<double>(i) * step, whole = heightOf(bin.all());
        if (whole <= 0)
            continue;
        double bottom = area.bottom();
        for (const auto &[n, color] : {std::pair{bin.others, others}, {bin.normal, normal}, {bin.anomalous, anomalous}}) {
            if (n == 0)
                continue;
            const double part = whole * static_cast<double>(n) / static_cast<double>(bin.all());
            painter.fillRect(QRectF(left, bottom - part, std::max(1.0, step - 1), part), color);
            bottom -= part;
        }
    }
    painter.setPen(theme::line());
    painter.drawLine(QPointF(area.left(), area.bottom() + .5), QPointF(area.right(), area.bottom() + .5));
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    painter.setPen(theme::muted());
    double free = 0;
    for (const double score : ticks()) {
        const QString label = text::number(score, 6);
        const double wide = metrics.horizontalAdvance(label);
        const double left = std::clamp(xOf(score) - wide / 2, area.left(), std::max(area.left(), width() - wide));
        if (left < free)
            continue;
        painter.drawLine(QPointF(xOf(score), area.bottom()), QPointF(xOf(score), area.bottom() + 3));
        painter.drawText(QPointF(left, area.bottom() + 4 + metrics.ascent()), label);
        free = left + wide + 8;
    }
    const auto line = [&](double threshold, const QString &name, const QPen &pen, bool named) {
        const double x = std::round(xOf(threshold)) + .5;
        painter.setPen(pen);
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()));
        if (!named)
            return;
        const double wide = metrics.horizontalAdvance(name);
        painter.drawText(QPointF(std::clamp(x - wide / 2, 2.0, std::max(2.0, width() - wide - 2)), area.top() - 5), name);
    };
    const bool moved = m_threshold != m_curve->run.threshold;
    if (moved)
        line(m_curve->run.threshold, {}, QPen(theme::muted(), 1, Qt::DashLine), false);
    const QColor accent = theme::color(theme::Tone::Accent);
    line(m_threshold, moved ? tr("threshold %1 (was %2)").arg(text::number(m_threshold, 4), text::number(m_curve->run.threshold, 4)) : tr("threshold %1").arg(text::number(m_threshold, 4)),
         QPen(accent, 2), true);
    if (hasFocus()) {
        painter.setPen(QPen(accent, 1));
        painter.drawRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5));
    }
}

// The axis of counts with its lines, what it counts, and which colour is what.
void ScoreChart::paintScale(QPainter &painter) const
{
    const QRectF area = plot();
    const std::uint64_t all = most();
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    double free = area.bottom() + metrics.height();
    for (const std::uint64_t n : {std::uint64_t(0), all / 16, all / 4, all}) {
        const double y = n == 0 ? area.bottom() : area.bottom() - heightOf(n);
        if (y > free - metrics.height())
            continue;
        painter.setPen(QPen(theme::line(), 1, n == 0 ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(QPointF(area.left(), std::round(y) + .5), QPointF(area.right(), std::round(y) + .5));
        painter.setPen(theme::muted());
        painter.drawText(QRectF(0, y - metrics.height() / 2, area.left() - kGap + 2, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, count(n));
        free = y;
    }
    painter.drawText(QPointF(theme::kMargin, area.bottom() + 4 + metrics.ascent()), tr("score"));
    const QString title = m_curve->windows ? tr("windows (root scale)") : tr("sessions (root scale)");
    double x = theme::kMargin;
    const double baseline = 2 + metrics.ascent();
    painter.drawText(QPointF(x, baseline), title);
    x += metrics.horizontalAdvance(title) + 2 * kGap;
    std::uint64_t kinds[] = {0, 0, 0};
    for (const Bin &bin : m_bins) {
        kinds[0] += bin.anomalous;
        kinds[1] += bin.normal;
        kinds[2] += bin.others;
    }
    const std::pair<QString, QColor> legend[] = {{text::verdictName(Verdict::Anomalous), theme::verdictColor(Verdict::Anomalous)},
                                                 {text::verdictName(Verdict::Normal), theme::verdictColor(Verdict::Normal)},
                                                 {tr("no label"), theme::muted()}};
    for (std::size_t i = 0; i < std::size(legend); ++i) {
        if (kinds[i] == 0 || x + kSwatch + 4 + metrics.horizontalAdvance(legend[i].first) > width())
            continue;
        painter.fillRect(QRectF(x, baseline - kSwatch + 1, kSwatch, kSwatch), legend[i].second);
        painter.setPen(theme::muted());
        painter.drawText(QPointF(x + kSwatch + 4, baseline), legend[i].first);
        x += kSwatch + 4 + metrics.horizontalAdvance(legend[i].first) + 2 * kGap;
    }
}

void ScoreChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        move(scoreAt(event->position().x()));
}

void ScoreChart::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        move(scoreAt(event->position().x()));
}

void ScoreChart::keyPressEvent(QKeyEvent *event)
{
    if (m_curve == nullptr)
        return QWidget::keyPressEvent(event);
    // To the next score that flags more, or fewer.
    const auto &steps = m_curve->steps;
    const auto above = static_cast<std::size_t>(std::partition_point(steps.begin(), steps.end(), [&](const auto &step) { return step.score > m_threshold; }) - steps.begin());
    const std::size_t page = std::max<std::size_t>(1, steps.size() / 20);
    switch (event->key()) {
    case Qt::Key_Left: return above < steps.size() ? move(above + 1 < steps.size() ? steps[above + 1].score : std::nextafter(steps[above].score, -INFINITY)) : void();
    case Qt::Key_Right: return above > 0 ? move(steps[above - 1].score) : void();
    case Qt::Key_PageDown: return move(steps[std::min(steps.size() - 1, above + page)].score);
    case Qt::Key_PageUp: return move(steps[above > page ? above - page : 0].score);
    case Qt::Key_Home: return move(steps.back().score);
    case Qt::Key_End: return move(steps.front().score);
    case Qt::Key_Escape: return move(m_curve->run.threshold);
    default: QWidget::keyPressEvent(event);
    }
}

QString ScoreChart::tipAt(const QPoint &position) const
{
    const QRectF area = plot();
    if (m_bins.empty() || position.x() < area.left() || position.x() >= area.right())
        return {};
    const auto i = std::min(m_bins.size() - 1, static_cast<std::size_t>((position.x() - area.left()) / area.width() * static_cast<double>(m_bins.size())));
    const double size = static_cast<double>(m_bins.size());
    const Bin &bin = m_bins[i];
    return tr("Scores %1 – %2").arg(text::number(scoreOf(static_cast<double>(i) / size), 3), text::number(scoreOf(static_cast<double>(i + 1) / size), 3)) + QLatin1Char('\n') +
           tr("%1 anomalous · %2 normal · %3 without a label").arg(count(bin.anomalous), count(bin.normal), count(bin.others)) + QLatin1Char('\n') +
           tr("Heights are roots of counts, so that few are seen beside many. Drag, or press ← and →, to move the threshold; Esc puts it back.");
}

bool ScoreChart::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) { return tipAt(at); }) || QWidget::event(event);
}

} // namespace causeway::views
