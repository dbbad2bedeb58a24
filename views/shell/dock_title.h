#pragma once
// The title of a dock: its name, a button that maximises it, one that closes it. A double click asks for the same as the first.

#include <QWidget>

class QDockWidget;
class QToolButton;

namespace causeway::views {

class DockTitle : public QWidget {
    Q_OBJECT
public:
    explicit DockTitle(QDockWidget &dock); // becomes its title bar
    void setMaximised(bool on); // what the button offers

    [[nodiscard]] QSize sizeHint() const override { return minimumSizeHint(); }
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void maximiseAsked(); // or to be put back

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateLook();
    QDockWidget &m_dock;
    QToolButton *m_maximise, *m_close;
    bool m_maximised = false;
};

} // namespace causeway::views
