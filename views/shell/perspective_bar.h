#pragma once
// The bar at the left: a button with icon and text for each perspective.

#include <QWidget>

class QAction;
class QActionGroup;
class QVBoxLayout;

namespace causeway::views {

class PerspectiveBar : public QWidget {
    Q_OBJECT
public:
    explicit PerspectiveBar(QWidget *parent);
    void addAction(QAction *action, const QString &title);
    void addBottomAction(QAction *action, const QString &title);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeButton(QAction *action, const QString &title);
    QVBoxLayout *m_top, *m_bottom;
};

} // namespace causeway::views
