<?php
define('WP_INSTALLING', true);
require getenv('BLOG_FOLDER') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A blog', 'writer', 'writer@blog.example', true, '', 'a long enough password');
