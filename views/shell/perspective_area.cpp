#include "views/shell/perspective_area.h"

#include <QApplication>
#include <QDockWidget>

#include <algorithm>

#include "views/shell/settings.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

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
}

void PerspectiveArea::placeDocks()
{
    // Panels of one side lie behind each other, the first in front.
    for (std::size_t i = 0; i < m_docks.size(); ++i) {
        const Dock &entry = m_docks[i];
        addDockWidget(areaOf(entry.spec.place), entry.dock);
        entry.dock->show();
        const auto first = std::find_if(m_docks.begin(), m_docks.begin() + static_cast<std::ptrdiff_t>(i), [&](const Dock &other) { return other.spec.place == entry.spec.place; });
        if (first != m_docks.begin() + static_cast<std::ptrdiff_t>(i)) {
            tabifyDockWidget(first->dock, entry.dock);
            first->dock->raise();
        }
    }
    m_sizesWanted = true;
    if (isVisible())
        takeSizes();
}

// Only once the area has its own size: what is asked for before is scaled with it.
void PerspectiveArea::takeSizes()
{
    m_sizesWanted = false;
    for (const Dock &entry : m_docks) {
        const bool bottom = entry.spec.place == PanelSpec::Place::Bottom;
        // The centre keeps the larger part on a small screen.
        const int most = bottom ? height() * (height() < kLow ? 3 : 4) / 10 : width() * (width() < kNarrow ? 3 : 4) / 10;
        resizeDocks({entry.dock}, {std::min(entry.spec.size, most)}, bottom ? Qt::Vertical : Qt::Horizontal);
    }
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
    if (m_maximised != nullptr) {
        m_maximised = nullptr;
        if (m_center != nullptr)
            m_center->show();
        restoreState(m_hidden, Settings::kLayoutVersion);
        m_hidden.clear();
        return;
    }
    m_hidden = saveState(Settings::kLayoutVersion);
    QWidget *wanted = m_center;
    for (const Dock &entry : m_docks)
        if (entry.dock->isVisible() && QApplication::focusWidget() != nullptr && entry.dock->isAncestorOf(QApplication::focusWidget()))
            wanted = entry.dock;
    for (const Dock &entry : m_docks)
        entry.dock->setVisible(entry.dock == wanted);
    if (m_center != nullptr)
        m_center->setVisible(m_center == wanted);
    m_maximised = wanted;
}

void PerspectiveArea::resetLayout()
{
    if (m_maximised != nullptr)
        toggleMaximised();
    for (const Dock &entry : m_docks)
        removeDockWidget(entry.dock);
    placeDocks();
}

void PerspectiveArea::saveLayout() { m_context.settings.setLayout(m_perspective.id(), m_maximised != nullptr ? m_hidden : saveState(Settings::kLayoutVersion)); }

void PerspectiveArea::focusPanel()
{
    QWidget *wanted = m_perspective.focusWidget();
    if (wanted == nullptr)
        wanted = m_center;
    if (wanted != nullptr)
        wanted->setFocus(Qt::OtherFocusReason);
}

} // namespace causeway::views
