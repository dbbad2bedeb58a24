#include "views/boundaries/boundary_canvas.h"

#include <QLineEdit>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/boundaries/measure_lines.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kFarthest = 0.03, kNearest = 3, kFitMost = 1.15, kRoom = 20, kReadable = 0.6;

} // namespace

BoundaryCanvas::BoundaryCanvas(BoundaryDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(200, 100);
    setAccessibleName(tr("Services and their classes"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged})
        connect(&desk, signal, this, &BoundaryCanvas::refresh);
    connect(&desk, &BoundaryDesk::selectionChanged, this, &BoundaryCanvas::takeMarks);
    connect(&desk, &BoundaryDesk::previewChanged, this, [this] {
        if (m_drag == Drag::Classes)
            update();
    });
    refresh();
}

namespace {

std::string_view serviceNameOf(const boundaries::Split &split, std::size_t one) { return split.serviceOf[one] == kNoService ? std::string_view() : std::string_view(split.services[split.serviceOf[one]]); }

} // namespace

// Boxes of services that are called otherwise now stand where most of their classes were.
void BoundaryCanvas::refresh()
{
    if (m_desk.data() == nullptr || m_desk.split() == nullptr) {
        if (m_desk.data() != m_shownData || m_desk.chosen() == 0) { // else the next one is being read, and what is there stays
            m_picture.reset();
            m_shown.reset();
            m_shownData.reset();
            m_fitWanted = true;
            update();
        } else
            m_anotherRead = true;
        return;
    }
    if (m_desk.split() == m_shown && m_desk.data() == m_shownData)
        return;
    if (m_drag == Drag::Classes)
        endDrag(false);
    rebuild();
}

void BoundaryCanvas::rebuild()
{
    const SplitData now = m_desk.split();
    BoxPlaces places;
    bool afresh = false, other = false;
    if (std::exchange(m_anotherRead, false) && m_picture != nullptr && m_shown != nullptr && m_shown != now && m_shown->split.serviceOf.size() == now->split.serviceOf.size()) {
        const std::size_t before = m_shown->split.services.size(), after = now->split.services.size(), n = now->split.serviceOf.size();
        std::size_t elsewhere = 0;
        for (std::size_t i = 0; i < n; ++i)
            elsewhere += serviceNameOf(m_shown->split, i) != serviceNameOf(now->split, i) ? 1 : 0;
        afresh = (before < after ? after - before : before - after) * 3 > before; // the places of so few or so many are none for these
        other = afresh || elsewhere * 10 > n;
    }
    if (!afresh && m_picture != nullptr && m_shown != nullptr && m_shown->split.serviceOf.size() == now->split.serviceOf.size()) {
        places = m_picture->places();
        const std::vector<std::string> &before = m_shown->split.services, &names = now->split.services;
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> both; // new, old
        for (std::size_t i = 0; i < now->split.serviceOf.size(); ++i)
            if (const std::uint32_t a = now->split.serviceOf[i], b = m_shown->split.serviceOf[i]; a != kNoService && b != kNoService)
                ++both[{a, b}];
        std::map<std::uint32_t, std::pair<std::size_t, std::uint32_t>> best;
        for (const auto &[pair, count] : both)
            if (!places.contains(names[pair.first]) && std::ranges::find(names, before[pair.second]) == names.end() && count > best[pair.first].first)
                best[pair.first] = {count, pair.second};
        for (const auto &[service, from] : best)
            if (places.contains(before[from.second])) {
                places[names[service]] = places[before[from.second]];
                if (m_folds.turned.contains(before[from.second]))
                    m_folds.turned.insert(names[service]);
            }
        if (m_droppedAt)
            for (const std::string &name : names)
                if (!places.contains(name))
                    places[name] = *m_droppedAt;
    }
    m_droppedAt.reset();
    const bool fresh = m_picture == nullptr;
    if (fresh && !m_anew)
        places = m_desk.keptPlaces();
    if (places.empty()) // else boxes keep their shape
        m_wide = static_cast<double>(width()) / std::max(1, height());
    m_picture = std::make_shared<const BoundaryPicture>(m_desk, m_folds, places, font(), m_wide);
    m_shown = now;
    m_shownData = m_desk.data();
    m_desk.keepPlaces(m_picture->places());
    if (m_marks.focusBox && *m_marks.focusBox >= m_picture->boxes().size())
        m_marks.focusBox.reset();
    if (m_marks.focusClass && *m_marks.focusClass >= now->split.serviceOf.size())
        m_marks.focusClass.reset();
    const QRectF seen(toScene({0, 0}), toScene(QPointF(width(), height())));
    if (other || (m_fitWanted && (fresh || places.empty() || !seen.contains(m_picture->bounds()))) || !seen.intersects(m_picture->bounds()))
        fit(); // what is in sight stays where it is
    setSearch(m_search);
    takeMarks();
}

void BoundaryCanvas::takeMarks()
{
    if (m_picture == nullptr || m_shown == nullptr)
        return;
    m_marks.selected.assign(m_shown->split.serviceOf.size(), false);
    m_marks.near.reset();
    bool one = true;
    for (const std::uint32_t i : m_desk.selected()) {
        if (i >= m_marks.selected.size())
            continue;
        m_marks.selected[i] = true;
        const std::uint32_t box = m_picture->boxOf(i);
        one = one && (!m_marks.near || m_marks.near == box);
        m_marks.near = box;
    }
    if (!one)
        m_marks.near.reset();
    describe();
    update();
}

void BoundaryCanvas::describe()
{
    if (m_picture == nullptr)
        return;
    QString text = tr("%1 services, %2 lines of calls.").arg(m_picture->boxes().size()).arg(m_picture->edges().size());
    if (m_marks.focusClass)
        text += QLatin1Char(' ') + tr("%1 in %2").arg(m_picture->className(*m_marks.focusClass), m_picture->boxes()[m_picture->boxOf(*m_marks.focusClass)].name);
    else if (m_marks.focusBox)
        text += QLatin1Char(' ') + m_picture->boxes()[*m_marks.focusBox].name;
    setAccessibleDescription(text + QLatin1Char(' ') + tr("The table of classes has all of it."));
}

QPointF BoundaryCanvas::toWidget(const QPointF &scene) const { return (scene - m_center) * m_zoom + QPointF(width() / 2.0, height() / 2.0); }
QPointF BoundaryCanvas::toScene(const QPointF &widget) const { return (widget - QPointF(width() / 2.0, height() / 2.0)) / m_zoom + m_center; }

void BoundaryCanvas::zoomBy(double factor, std::optional<QPointF> about)
{
    if (m_picture == nullptr)
        return;
    const QPointF point = about.value_or(QPointF(width() / 2.0, height() / 2.0)), scene = toScene(point);
    m_zoom = std::clamp(m_zoom * factor, kFarthest, kNearest);
    m_center += scene - toScene(point);
    m_fitWanted = false;
    update();
}

void BoundaryCanvas::fit()
{
    m_fitWanted = true;
    if (m_picture == nullptr || m_picture->bounds().isEmpty())
        return;
    const QRectF bounds = m_picture->bounds();
    m_zoom = std::clamp(std::min((width() - 2 * kRoom) / bounds.width(), (height() - 2 * kRoom) / bounds.height()), kFarthest, kFitMost);
    m_center = bounds.center();
    update();
}

void BoundaryCanvas::panBy(const QPointF &pixels)
{
    if (m_picture == nullptr)
        return;
    const QRectF bounds = m_picture->bounds();
    m_center -= pixels / m_zoom;
    m_center.setX(std::clamp(m_center.x(), bounds.left(), bounds.right())); // some of it always stays
    m_center.setY(std::clamp(m_center.y(), bounds.top(), bounds.bottom()));
    m_fitWanted = false;
    update();
}

void BoundaryCanvas::showRect(const QRectF &scene)
{
    if (m_zoom < kReadable)
        m_zoom = kReadable;
    const QRectF seen(toScene({kRoom, kRoom}), toScene(QPointF(width() - kRoom, height() - kRoom)));
    if (seen.contains(scene))
        return;
    QPointF by;
    by.setX(scene.right() > seen.right() ? scene.right() - seen.right() : std::min(0.0, scene.left() - seen.left()));
    by.setY(scene.bottom() > seen.bottom() ? scene.bottom() - seen.bottom() : std::min(0.0, scene.top() - seen.top()));
    m_center += by;
    m_fitWanted = false;
}

void BoundaryCanvas::setSearch(const QString &text)
{
    m_search = text;
    m_marks.found.clear();
    if (m_picture != nullptr && !text.isEmpty())
        for (std::uint32_t i = 0; i < m_shown->split.serviceOf.size(); ++i)
            m_marks.found.push_back(m_picture->className(i).contains(text, Qt::CaseInsensitive) || m_picture->boxes()[m_picture->boxOf(i)].name.contains(text, Qt::CaseInsensitive));
    update();
}

std::vector<std::uint32_t> BoundaryCanvas::found() const
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < m_marks.found.size(); ++i)
        if (m_marks.found[i])
            out.push_back(i);
    return out;
}

void BoundaryCanvas::toggleFold(std::uint32_t box)
{
    if (m_picture == nullptr || box >= m_picture->boxes().size())
        return;
    const std::uint32_t service = m_picture->boxes()[box].service;
    const std::string name = service == kNoService ? std::string() : m_shown->split.services[service];
    if (!m_folds.turned.erase(name))
        m_folds.turned.insert(name);
    const bool fitWanted = m_fitWanted;
    m_fitWanted = false; // what was clicked stays under the mouse
    rebuild();
    m_fitWanted = fitWanted && m_picture->boxes().size() < 3;
}

void BoundaryCanvas::foldAll(bool folded)
{
    if (m_picture == nullptr)
        return;
    m_folds.turned.clear();
    if ((m_shown->split.serviceOf.size() > BoxFolds::kAllShown) != folded) {
        m_folds.turned.insert(m_shown->split.services.begin(), m_shown->split.services.end());
        m_folds.turned.insert(std::string());
    }
    m_picture.reset(); // all have other sizes: they are laid out anew
    m_fitWanted = true;
    m_anew = true;
    rebuild();
    m_anew = false;
}

void BoundaryCanvas::renameBox(std::uint32_t box)
{
    if (m_picture == nullptr || box >= m_picture->boxes().size() || m_picture->boxes()[box].service == kNoService)
        return;
    showRect(m_picture->boxes()[box].title);
    delete m_editor;
    m_editor = new QLineEdit(m_picture->boxes()[box].name, this);
    m_editor->setAccessibleName(tr("Name of the service"));
    const QPointF at = toWidget(m_picture->boxes()[box].title.topLeft());
    m_editor->setGeometry(QRect(at.toPoint(), QSize(std::max(140, static_cast<int>(m_picture->boxes()[box].title.width() * m_zoom)), m_editor->sizeHint().height())));
    connect(m_editor, &QLineEdit::editingFinished, this, [this, service = m_picture->boxes()[box].service, was = m_picture->boxes()[box].name, editor = m_editor] {
        if (m_editor != editor)
            return;
        m_editor = nullptr;
        const QString name = editor->text().trimmed();
        const bool given = editor->isVisible() && !name.isEmpty() && name != was;
        editor->hide();
        editor->deleteLater();
        setFocus();
        if (given)
            m_desk.renameService(service, name);
    });
    m_editor->show();
    m_editor->selectAll();
    m_editor->setFocus();
    update();
}

void BoundaryCanvas::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    if (m_picture != nullptr) {
        painter.save();
        painter.translate(width() / 2.0, height() / 2.0);
        painter.scale(m_zoom, m_zoom);
        painter.translate(-m_center);
        const QRectF exposed(toScene(event->rect().topLeft()), toScene(QPointF(event->rect().right() + 1, event->rect().bottom() + 1)));
        BoundaryMarks marks = m_marks;
        if (!hasFocus()) {
            marks.focusBox.reset();
            marks.focusClass.reset();
        }
        m_picture->paint(painter, exposed, m_zoom, marks, palette());
        painter.restore();
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_drag == Drag::Band) {
        QColor tint = theme::color(theme::Tone::Accent);
        painter.setPen(tint);
        tint.setAlpha(40);
        painter.setBrush(tint);
        painter.drawRect(QRectF(m_pressed, m_last).normalized());
    } else if (m_drag == Drag::Classes)
        paintGhost(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

// What is dragged, where it would go, and what that does to the measure that most speak of.
void BoundaryCanvas::paintGhost(QPainter &painter)
{
    const std::vector<std::uint32_t> &selected = m_desk.selected();
    const QString what = selected.size() == 1 ? m_desk.className(selected.front()) : tr("%1 classes").arg(text::number(static_cast<std::int64_t>(selected.size())));
    QStringList lines{m_marks.target && !m_desk.preview() ? what : tr("%1 → %2").arg(what, m_desk.serviceName(m_target))};
    if (m_desk.preview())
        for (const MeasureLine &line : measureLines(m_desk))
            if (line.kind == MeasureKind::Icp || line.kind == MeasureKind::BcpBySize || line.kind == MeasureKind::Latency)
                lines << QStringLiteral("%1 %2").arg(line.name, line.previewText());
    const QFontMetricsF metrics(font());
    double width = 0;
    for (const QString &line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    QRectF area(m_last + QPointF(14, 10), QSizeF(width + 16, metrics.height() * static_cast<double>(lines.size()) + 10));
    area.moveLeft(std::min(area.left(), this->width() - area.width() - 2));
    area.moveTop(std::min(area.top(), height() - area.height() - 2));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme::color(theme::Tone::Accent));
    painter.setBrush(palette().color(QPalette::Window));
    painter.drawRoundedRect(area, 4, 4);
    painter.setPen(palette().color(QPalette::Text));
    for (int i = 0; i < lines.size(); ++i)
        painter.drawText(QRectF(area.left() + 8, area.top() + 5 + i * metrics.height(), width + 1, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
}

void BoundaryCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_fitWanted)
        fit();
}

void BoundaryCanvas::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
    else if ((event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) && m_picture != nullptr)
        rebuild(); // boxes have other sizes
}

QString BoundaryCanvas::tipAt(const QPoint &position) const { return m_picture == nullptr ? QString() : m_picture->tip(toScene(position), 6 / m_zoom); }

} // namespace causeway::views
