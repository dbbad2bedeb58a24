#include "views/shell/perspective_area.h"

#include <QApplication>
#include <QDockWidget>
#include <QMouseEvent>
#include <QTabBar>

#include <algorithm>
#include <utility>

#include "app/workspace/workspace.h"
#include "views/shell/dock_title.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kFirstHeight = 232; // pixels at most below the centre, before a panel is chosen there
constexpr int kMostShare = 6;      // tenths of the height, for a panel that is chosen
constexpr int kMany = 9;           // panels below, from which on they are leafed through: all have one height, and the tabs stay where they are
constexpr double kEvenShare = 0.45; // of the height, for those
constexpr int kLow = 680, kNarrow = 1100; // pixels: what a screen of 1280 × 800 leaves to the panels

Qt::DockWidgetArea areaOf(PanelSpec::Place place)
{
    return place == PanelSpec::Place::Left ? Qt::LeftDockWidgetArea : place == PanelSpec::Place::Right ? Qt::RightDockWidgetArea : Qt::BottomDockWidgetArea;
}

} // namespace

PerspectiveArea::PerspectiveArea(Perspective &perspective, ViewContext context, QWidget *parent)
    : QMainWindow(parent, Qt::Widget), m_perspective(perspective), m_context(context)
{
    setObjectName(perspective.id());
    setAccessibleName(perspective.title());
    setWindowFlags(Qt::Widget);
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setContextMenuPolicy(Qt::PreventContextMenu);
    for (PanelSpec &spec : perspective.panels()) {
        if (spec.place == PanelSpec::Place::Center) {
            m_center = spec.create(this);
            m_center->setObjectName(spec.id);
            if (m_center->accessibleName().isEmpty())
                m_center->setAccessibleName(spec.title);
            setCentralWidget(m_center);
            continue;
        }
        auto *dock = new QDockWidget(spec.title, this);
        dock->setObjectName(spec.id);
        dock->setAccessibleName(spec.title);
        dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
        dock->setWidget(spec.create(dock));
        auto *title = new DockTitle(*dock);
        connect(title, &DockTitle::maximiseAsked, this, [this, dock] { toggleMaximised(dock); });
        if (spec.place == PanelSpec::Place::Bottom)
            connect(dock, &QDockWidget::visibilityChanged, this, [this](bool seen) {
                if (seen)
                    comeToFront();
            });
        if (!spec.icon.isEmpty())
            dock->toggleViewAction()->setIcon(theme::icon(spec.icon));
        m_docks.push_back({spec, dock});
    }
    placeDocks();
    const QByteArray saved = m_context.settings.layout(perspective.id());
    if (!saved.isEmpty()) {
        if (restoreState(saved, Settings::kLayoutVersion))
            m_sizesWanted = false;
        else
            placeDocks();
    }
    for (const auto signal : {&workspace::Workspace::projectChanged, &workspace::Workspace::dataChanged})
        connect(&m_context.workspace, signal, this, &PerspectiveArea::followData);
    followData();
    watchTabs();
}

void PerspectiveArea::followData()
{
    bool changed = false;
    for (Dock &entry : m_docks)
        if (const bool away = entry.spec.isWanted && !entry.spec.isWanted(); away != entry.isAway) {
            setAway(entry, away);
            changed = true;
        }
    if (changed)
        watchTabs();
}

void PerspectiveArea::setAway(Dock &entry, bool away)
{
    entry.isAway = away;
    entry.dock->toggleViewAction()->setEnabled(!away);
    if (away)
        entry.isClosed = entry.dock->isHidden();
    QDockWidget *seen = nullptr;
    for (const Dock &other : m_docks)
        if (!away && other.spec.place == entry.spec.place && other.dock->isVisible() && !other.dock->visibleRegion().isEmpty())
            seen = other.dock;
    entry.dock->setVisible(!away && !entry.isClosed);
    if (seen != nullptr)
        seen->raise(); // it comes behind those that are looked at
}

void PerspectiveArea::placeDocks()
{
    // Panels of one side lie behind each other, the first in front.
    for (std::size_t i = 0; i < m_docks.size(); ++i) {
        Dock &entry = m_docks[i];
        entry.isClosed = false;
        addDockWidget(areaOf(entry.spec.place), entry.dock);
        entry.dock->setHidden(entry.isAway);
        const auto first = std::find_if(m_docks.begin(), m_docks.begin() + static_cast<std::ptrdiff_t>(i), [&](const Dock &other) { return other.spec.place == entry.spec.place; });
        if (first != m_docks.begin() + static_cast<std::ptrdiff_t>(i)) {
            tabifyDockWidget(first->dock, entry.dock);
            first->dock->raise();
        }
    }
    m_sizesWanted = true;
    if (isVisible())
        takeSizes();
    watchTabs();
}

// Only once the area has its own size: what is asked for before is scaled with it.
void PerspectiveArea::takeSizes()
{
    m_sizesWanted = false;
    const int even = evenHeight();
    for (const Dock &entry : m_docks) {
        const bool bottom = entry.spec.place == PanelSpec::Place::Bottom;
        // The centre keeps the larger part on a small screen.
        const int most = bottom ? height() * (height() < kLow ? 3 : 4) / 10 : width() * (width() < kNarrow ? 3 : 4) / 10;
        if (bottom && even > 0) {
            resizeDocks({entry.dock}, {even}, Qt::Vertical);
            continue;
        }
        resizeDocks({entry.dock}, {std::min(bottom ? std::min(entry.spec.size, kFirstHeight) : entry.spec.size, most)}, bottom ? Qt::Vertical : Qt::Horizontal);
    }
    if (const Dock *first = front()) {
        m_front = first->dock;
        m_given = first->dock->height();
    }
}

void PerspectiveArea::watchTabs()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            for (QTabBar *bar : findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly)) {
                bar->removeEventFilter(this);
                bar->installEventFilter(this);
                for (int i = 0; i < bar->count(); ++i)
                    bar->setTabToolTip(i, tr("%1 – a double click gives it the whole perspective").arg(bar->tabText(i)));
            }
        },
        Qt::QueuedConnection);
}

bool PerspectiveArea::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonDblClick)
        if (const auto *bar = qobject_cast<QTabBar *>(watched)) {
            const int tab = bar->tabAt(static_cast<QMouseEvent *>(event)->position().toPoint());
            for (const Dock &entry : m_docks)
                if (tab >= 0 && entry.dock->windowTitle() == bar->tabText(tab) && entry.dock->isVisible()) {
                    toggleMaximised(entry.dock);
                    return true;
                }
        }
    return QMainWindow::eventFilter(watched, event);
}

int PerspectiveArea::evenHeight() const
{
    std::ptrdiff_t count = 0;
    int wanted = 0;
    for (const Dock &entry : m_docks)
        if (entry.spec.place == PanelSpec::Place::Bottom) {
            ++count;
            wanted = std::max(wanted, entry.spec.size);
        }
    return count < kMany ? 0 : std::min(wanted, static_cast<int>(height() * kEvenShare));
}

PerspectiveArea::Dock *PerspectiveArea::front()
{
    for (Dock &entry : m_docks)
        if (entry.dock->isVisible() && !entry.dock->visibleRegion().isEmpty() && dockWidgetArea(entry.dock) == Qt::BottomDockWidgetArea)
            return &entry;
    return nullptr;
}

void PerspectiveArea::comeToFront()
{
    // The layout knows heights, and who is in front, only after the events of the change.
    if (!std::exchange(m_roomAsked, true))
        QMetaObject::invokeMethod(this, &PerspectiveArea::giveRoom, Qt::QueuedConnection);
}

void PerspectiveArea::giveRoom()
{
    m_roomAsked = false;
    if (!isVisible() || m_sizesWanted || m_maximised != nullptr)
        return;
    Dock *wanted = front();
    if (wanted == nullptr || wanted->dock == m_front)
        return;
    const QDockWidget *before = m_front;
    const int now = wanted->dock->height();
    m_front = wanted->dock;
    watchTabs();
    if (before != nullptr && now != m_given) // its border was dragged: it wants no more than that
        for (Dock &entry : m_docks)
            if (entry.dock == before)
                entry.spec.size = std::min(entry.spec.size, now);
    // The first that is seen stays as it was left. It does not shrink for one that needs less: the tabs would move away from under the mouse.
    if (const int height = std::min(wanted->spec.size, this->height() * kMostShare / 10); before != nullptr && height > now && evenHeight() == 0)
        resizeDocks({wanted->dock}, {height}, Qt::Vertical);
    m_given = wanted->dock->height();
}

void PerspectiveArea::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (m_sizesWanted)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_sizesWanted && isVisible())
                    takeSizes();
            },
            Qt::QueuedConnection);
}

std::vector<QAction *> PerspectiveArea::panelActions() const
{
    std::vector<QAction *> actions;
    for (const Dock &entry : m_docks)
        actions.push_back(entry.dock->toggleViewAction());
    return actions;
}

void PerspectiveArea::toggleMaximised()
{
    QWidget *wanted = m_center;
    for (const Dock &entry : m_docks)
        if (entry.dock->isVisible() && QApplication::focusWidget() != nullptr && entry.dock->isAncestorOf(QApplication::focusWidget()))
            wanted = entry.dock;
    toggleMaximised(wanted);
}

void PerspectiveArea::toggleMaximised(QWidget *panel)
{
    if (m_maximised != nullptr) {
        // Panels that lie behind each other can be changed meanwhile: the one that is looked at stays in front.
        QDockWidget *seen = nullptr;
        for (const Dock &entry : m_docks)
            if (entry.dock->isVisible() && !entry.dock->visibleRegion().isEmpty())
                seen = entry.dock;
        if (m_center != nullptr)
            m_center->show();
        restoreState(m_hidden, Settings::kLayoutVersion);
        m_hidden.clear();
        m_maximised = nullptr;
        if (seen != nullptr)
            seen->raise();
    } else {
        m_hidden = saveState(Settings::kLayoutVersion);
        const auto *wanted = qobject_cast<QDockWidget *>(panel);
        const QList<QDockWidget *> behind = wanted == nullptr ? QList<QDockWidget *>() : tabifiedDockWidgets(const_cast<QDockWidget *>(wanted));
        for (const Dock &entry : m_docks)
            if (entry.dock != wanted && !behind.contains(entry.dock))
                entry.dock->hide();
        if (m_center != nullptr)
            m_center->setVisible(m_center == panel);
        m_maximised = panel;
    }
    for (const Dock &entry : m_docks)
        if (auto *title = qobject_cast<DockTitle *>(entry.dock->titleBarWidget()))
            title->setMaximised(m_maximised != nullptr);
    watchTabs();
}

void PerspectiveArea::resetLayout()
{
    if (m_maximised != nullptr)
        toggleMaximised();
    for (const Dock &entry : m_docks)
        removeDockWidget(entry.dock);
    placeDocks();
}

void PerspectiveArea::saveLayout()
{
    if (m_maximised != nullptr) {
        m_context.settings.setLayout(m_perspective.id(), m_hidden);
        return;
    }
    // What is away for want of data is kept as it is when it is there.
    std::vector<Dock *> away;
    for (Dock &entry : m_docks)
        if (entry.isAway && !entry.isClosed)
            away.push_back(&entry);
    for (const Dock *entry : away)
        entry->dock->show();
    m_context.settings.setLayout(m_perspective.id(), saveState(Settings::kLayoutVersion));
    for (const Dock *entry : away)
        entry->dock->hide();
}

void PerspectiveArea::focusPanel()
{
    QWidget *wanted = m_perspective.focusWidget();
    if (wanted == nullptr)
        wanted = m_center;
    if (wanted != nullptr)
        wanted->setFocus(Qt::OtherFocusReason);
}

} // namespace causeway::views
